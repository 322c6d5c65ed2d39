using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.CommandLine;

/// <summary>Asks a registry single questions; every failure is told in words that say what to do.</summary>
internal sealed class RegistryCalls(RegistryTarget target, RpcChannel channel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BackupPatience = TimeSpan.FromMinutes(30);

    /// <summary>For what looks at every instance.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(1);

    private readonly RpcMetadata _credential = CredentialOf(target);

    public Task<ListServicesResponse> ServicesAsync(CancellationToken cancel) =>
        AskAsync(RegistryMethods.ListServices, new ListServicesRequest { Namespace = target.Namespace }, cancel);

    public Task<ServiceSnapshot> InstancesAsync(string service, CancellationToken cancel) =>
        AskAsync(RegistryMethods.ListInstances, new ListInstancesRequest { Namespace = target.Namespace, Service = service, OnlyLooking = true }, cancel);

    /// <summary>What is laid over the instances of a service; nothing where the registry is too old to know.</summary>
    public async Task<ListOverlaysResponse> OverlaysAsync(string service, CancellationToken cancel)
    {
        try
        {
            return await channel.CallAsync(AdminMethods.ListOverlays, new ListOverlaysRequest { Namespace = target.Namespace, Service = service }, new RpcCallOptions(Patience, _credential), cancel);
        }
        catch (RpcException older) when (older.Code is RpcStatusCode.Unimplemented)
        {
            return new();
        }
        catch (RpcException failure)
        {
            throw CallFailure.Explain(failure, target, Patience);
        }
    }

    public Task<EditOverlaysResponse> EditOverlaysAsync(EditOverlaysRequest request, CancellationToken cancel)
    {
        request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.EditOverlays, request, cancel);
    }

    public Task<PolicyDocument> PolicyAsync(ulong revision, CancellationToken cancel) =>
        AskAsync(AdminMethods.GetPolicy, new GetPolicyRequest { Revision = revision }, cancel);

    public Task<ListPoliciesResponse> PoliciesAsync(CancellationToken cancel) => AskAsync(AdminMethods.ListPolicies, new ListPoliciesRequest(), cancel);

    public Task<TryPolicyResponse> TryPolicyAsync(string text, CancellationToken cancel) =>
        AskAsync(AdminMethods.TryPolicy, new TryPolicyRequest { Text = text }, LongPatience, cancel);

    public Task<ApplyPolicyResponse> ApplyPolicyAsync(ApplyPolicyRequest request, CancellationToken cancel) =>
        AskAsync(AdminMethods.ApplyPolicy, request, LongPatience, cancel);

    public Task<BuryResponse> BuryAsync(BuryRequest request, CancellationToken cancel)
    {
        request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.Bury, request, cancel);
    }

    public Task<InstructionReceipt> InstructAsync(InstructRequest request, CancellationToken cancel)
    {
        request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.Instruct, request, TimeSpan.FromMilliseconds(request.WithinMs) + Patience, cancel);
    }

    public Task<PutPersistentResponse> PutPersistentAsync(PutPersistentRequest request, CancellationToken cancel)
    {
        request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.PutPersistent, request, cancel);
    }

    public Task<RemovePersistentResponse> RemovePersistentAsync(RemovePersistentRequest request, CancellationToken cancel)
    {
        request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.RemovePersistent, request, cancel);
    }

    public Task<ListPersistentResponse> PersistentAsync(string service, CancellationToken cancel) =>
        AskAsync(AdminMethods.ListPersistent, new ListPersistentRequest { Namespace = target.Namespace, Service = service }, cancel);

    /// <summary>Waits until every client that confirms its lists uses the one that holds now.</summary>
    public Task<Departed> AwaitKnownAsync(string service, TimeSpan within, CancellationToken cancel) => AskAsync(
        AdminMethods.AwaitKnown, new AwaitKnownRequest { Namespace = target.Namespace, Service = service, WithinMs = (uint)within.TotalMilliseconds }, within + Patience, cancel);

    public Task<ListAuditResponse> AuditAsync(ListAuditRequest request, CancellationToken cancel)
    {
        if (request.Service.Length > 0) request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.ListAudit, request, cancel);
    }

    public Task<NewSecret> CreateTokenAsync(CreateTokenRequest request, CancellationToken cancel) => AskAsync(AdminMethods.CreateToken, request, cancel);

    public Task<NewSecret> RotateTokenAsync(RotateTokenRequest request, CancellationToken cancel) => AskAsync(AdminMethods.RotateToken, request, cancel);

    public Task<RevokeTokenResponse> RevokeTokenAsync(RevokeTokenRequest request, CancellationToken cancel) => AskAsync(AdminMethods.RevokeToken, request, cancel);

    public Task<IssuedCertificate> JoinAsync(JoinRequest request, CancellationToken cancel) => AskAsync(AdminMethods.Join, request, cancel);

    public Task<IssuedCertificate> RenewCertificateAsync(ByteString request, CancellationToken cancel) =>
        AskAsync(AdminMethods.RenewCertificate, new RenewCertificateRequest { Request = request }, cancel);

    public Task<RenewNodeCertificateResponse> RenewNodeCertificateAsync(CancellationToken cancel) => AskAsync(AdminMethods.RenewNodeCertificate, new RenewNodeCertificateRequest(), cancel);

    public Task<ListTokensResponse> TokensAsync(CancellationToken cancel) => AskAsync(AdminMethods.ListTokens, new ListTokensRequest(), cancel);

    public Task<Explanation> ExplainAsync(string service, string id, CancellationToken cancel) =>
        AskAsync(AdminMethods.Explain, new ExplainRequest { Namespace = target.Namespace, Service = service, Id = id }, cancel);

    public Task<PastList> PastAsync(ListPastRequest request, CancellationToken cancel)
    {
        request.Namespace = target.Namespace;
        return AskAsync(AdminMethods.ListPast, request, cancel);
    }

    /// <summary>Writes a backup as it comes.</summary>
    public async Task BackupAsync(Stream file, CancellationToken cancel)
    {
        try
        {
            await foreach (var piece in channel.StreamAsync(AdminMethods.Backup, new BackupRequest(), new RpcCallOptions(BackupPatience, _credential), cancel))
                await file.WriteAsync(piece.Data.Memory, cancel);
        }
        catch (RpcException failure)
        {
            throw CallFailure.Explain(failure, target, BackupPatience);
        }
    }

    /// <summary>Whether the registry answers and knows the token; needs no right.</summary>
    public Task KnockAsync(CancellationToken cancel) => AskAsync(RegistryMethods.ListNamespaces, new ListNamespacesRequest(), cancel);

    public void Dispose() => channel.Dispose();

    private Task<TResponse> AskAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => AskAsync(method, request, Patience, cancel);

    private async Task<TResponse> AskAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request, TimeSpan patience, CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        try
        {
            return await channel.CallAsync(method, request, new RpcCallOptions(patience, _credential), cancel);
        }
        catch (RpcException failure)
        {
            throw CallFailure.Explain(failure, target, patience);
        }
    }

    private static RpcMetadata CredentialOf(RegistryTarget target)
    {
        var metadata = new RpcMetadata();
        if (target.Token.Length == 0) return metadata;
        try
        {
            metadata.Add("authorization", $"Bearer {target.Token}");
        }
        catch (ArgumentException)
        {
            throw new CommandFailure(ExitCode.Usage, $"The token has characters that no token has. Check {RegistryOptions.TokenVariable} or --token-file.");
        }

        return metadata;
    }
}
