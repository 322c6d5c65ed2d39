using Muster.Protocol;

namespace Muster.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c>.</summary>
public static class AdminMethods
{
    /// <summary>Lays something over instances, or takes it off: all of it or nothing.</summary>
    public static readonly RpcMethod<EditOverlaysRequest, EditOverlaysResponse> EditOverlays =
        new("/muster.v1.Admin/EditOverlays", EditOverlaysRequest.Parser, EditOverlaysResponse.Parser);

    /// <summary>Answers when every client that confirms its lists uses the one that holds now, or the time is over.</summary>
    public static readonly RpcMethod<AwaitKnownRequest, Departed> AwaitKnown =
        new("/muster.v1.Admin/AwaitKnown", AwaitKnownRequest.Parser, Departed.Parser);

    /// <summary>What is laid over the instances of a service.</summary>
    public static readonly RpcMethod<ListOverlaysRequest, ListOverlaysResponse> ListOverlays =
        new("/muster.v1.Admin/ListOverlays", ListOverlaysRequest.Parser, ListOverlaysResponse.Parser);

    /// <summary>What was done at this node, and refused, and by whom.</summary>
    public static readonly RpcMethod<ListAuditRequest, ListAuditResponse> ListAudit =
        new("/muster.v1.Admin/ListAudit", ListAuditRequest.Parser, ListAuditResponse.Parser);

    /// <summary>An admission policy of the last hundred, with its text.</summary>
    public static readonly RpcMethod<GetPolicyRequest, PolicyDocument> GetPolicy =
        new("/muster.v1.Admin/GetPolicy", GetPolicyRequest.Parser, PolicyDocument.Parser);

    /// <summary>Who changed the admission policy, when and why.</summary>
    public static readonly RpcMethod<ListPoliciesRequest, ListPoliciesResponse> ListPolicies =
        new("/muster.v1.Admin/ListPolicies", ListPoliciesRequest.Parser, ListPoliciesResponse.Parser);

    /// <summary>Whom an admission policy would hit among those that are registered now.</summary>
    public static readonly RpcMethod<TryPolicyRequest, TryPolicyResponse> TryPolicy =
        new("/muster.v1.Admin/TryPolicy", TryPolicyRequest.Parser, TryPolicyResponse.Parser);

    /// <summary>Puts an admission policy in force; answers when everybody has been judged by it.</summary>
    public static readonly RpcMethod<ApplyPolicyRequest, ApplyPolicyResponse> ApplyPolicy =
        new("/muster.v1.Admin/ApplyPolicy", ApplyPolicyRequest.Parser, ApplyPolicyResponse.Parser);

    /// <summary>Hands out a token.</summary>
    public static readonly RpcMethod<CreateTokenRequest, NewSecret> CreateToken =
        new("/muster.v1.Admin/CreateToken", CreateTokenRequest.Parser, NewSecret.Parser);

    /// <summary>Adds a second secret to a token, beside the one that is in use.</summary>
    public static readonly RpcMethod<RotateTokenRequest, NewSecret> RotateToken =
        new("/muster.v1.Admin/RotateToken", RotateTokenRequest.Parser, NewSecret.Parser);

    /// <summary>Ends a token, or one of its secrets; streams that came with it are told to go.</summary>
    public static readonly RpcMethod<RevokeTokenRequest, RevokeTokenResponse> RevokeToken =
        new("/muster.v1.Admin/RevokeToken", RevokeTokenRequest.Parser, RevokeTokenResponse.Parser);

    /// <summary>The tokens that the caller may administer, without their secrets.</summary>
    public static readonly RpcMethod<ListTokensRequest, ListTokensResponse> ListTokens =
        new("/muster.v1.Admin/ListTokens", ListTokensRequest.Parser, ListTokensResponse.Parser);

    /// <summary>Takes a join token for a certificate.</summary>
    public static readonly RpcMethod<JoinRequest, IssuedCertificate> Join =
        new("/muster.v1.Admin/Join", JoinRequest.Parser, IssuedCertificate.Parser);

    /// <summary>Another certificate for who shows one.</summary>
    public static readonly RpcMethod<RenewCertificateRequest, IssuedCertificate> RenewCertificate =
        new("/muster.v1.Admin/RenewCertificate", RenewCertificateRequest.Parser, IssuedCertificate.Parser);

    /// <summary>Makes the node's own certificate anew.</summary>
    public static readonly RpcMethod<RenewNodeCertificateRequest, RenewNodeCertificateResponse> RenewNodeCertificate =
        new("/muster.v1.Admin/RenewNodeCertificate", RenewNodeCertificateRequest.Parser, RenewNodeCertificateResponse.Parser);

    /// <summary>How an instance stands and why, and what became of it.</summary>
    public static readonly RpcMethod<ExplainRequest, Explanation> Explain =
        new("/muster.v1.Admin/Explain", ExplainRequest.Parser, Explanation.Parser);

    /// <summary>Who answered a service some time ago.</summary>
    public static readonly RpcMethod<ListPastRequest, PastList> ListPast =
        new("/muster.v1.Admin/ListPast", ListPastRequest.Parser, PastList.Parser);

    /// <summary>The whole of what the node knows, in pieces.</summary>
    public static readonly RpcMethod<BackupRequest, BackupPiece> Backup =
        new("/muster.v1.Admin/Backup", BackupRequest.Parser, BackupPiece.Parser);

    /// <summary>Takes instances out whose processes are gone, as an operator says.</summary>
    public static readonly RpcMethod<BuryRequest, BuryResponse> Bury =
        new("/muster.v1.Admin/Bury", BuryRequest.Parser, BuryResponse.Parser);

    /// <summary>Registers an instance that no process speaks for, or changes it.</summary>
    public static readonly RpcMethod<PutPersistentRequest, PutPersistentResponse> PutPersistent =
        new("/muster.v1.Admin/PutPersistent", PutPersistentRequest.Parser, PutPersistentResponse.Parser);

    /// <summary>Takes out an instance that an operator registered.</summary>
    public static readonly RpcMethod<RemovePersistentRequest, RemovePersistentResponse> RemovePersistent =
        new("/muster.v1.Admin/RemovePersistent", RemovePersistentRequest.Parser, RemovePersistentResponse.Parser);

    /// <summary>The instances that operators registered.</summary>
    public static readonly RpcMethod<ListPersistentRequest, ListPersistentResponse> ListPersistent =
        new("/muster.v1.Admin/ListPersistent", ListPersistentRequest.Parser, ListPersistentResponse.Parser);

    /// <summary>Has the process of an instance do something; answers with what came of it.</summary>
    public static readonly RpcMethod<InstructRequest, InstructionReceipt> Instruct =
        new("/muster.v1.Admin/Instruct", InstructRequest.Parser, InstructionReceipt.Parser);
}
