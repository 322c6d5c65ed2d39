using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Audit;
using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.Access;

/// <summary>Takes join tokens and present certificates for new ones. What a certificate allows stands with its name, as of a token.</summary>
/// <remarks>
/// A certificate opens something while it is in the control data: signed by the authority alone, or taken out again, it
/// opens nothing. So a join token is good once, by compare-and-swap, and revoking needs no list that somebody fetches.
/// </remarks>
internal sealed partial class CertificateDesk(ControlStore control, CenterAuthority authority, AuditTrail audit, ILogger<CertificateDesk> logger)
{
    /// <summary>Of one name at a time. One that is renewed too often ends its oldest.</summary>
    public const int Most = 4;

    private const string NoAuthority = "This node has no authority of its own to sign with: it speaks cleartext, or was given its certificate.";

    /// <summary>A join token for a certificate, once.</summary>
    /// <param name="request">The secret, and the key that is to be certified.</param>
    /// <param name="from">Where it is asked from.</param>
    /// <param name="cancel">Gives up the wait.</param>
    public async Task<(IssuedCertificate? Issued, Error? Error)> JoinAsync(JoinRequest request, string from, CancellationToken cancel)
    {
        var (issued, error) = await TryJoinAsync(request, from, cancel);
        if (error is not null) audit.Tell(RegistryWords.Denied("", from, $"join of {request.Name}", error));
        return (issued, error);
    }

    /// <summary>Another certificate for who shows one of those.</summary>
    public async Task<(IssuedCertificate? Issued, Error? Error)> RenewAsync(Caller caller, ByteString request, CancellationToken cancel)
    {
        var (issued, error) = await TryRenewAsync(caller, request, cancel);
        if (error is not null) audit.Tell(RegistryWords.Denied(caller.Name, caller.From, "renewal of a certificate", error));
        return (issued, error);
    }

    private async Task<(IssuedCertificate? Issued, Error? Error)> TryJoinAsync(JoinRequest request, string from, CancellationToken cancel)
    {
        if (control.Image.Find(TokenRecord.KeyOf(request.Name)) is not { } entry || TokenRecord.WordsOf(entry) is not { Join: { } join } token || !JoinText.Proves(request.Secret.Span, join))
            return (null, Errors.Of(ErrorCode.Unauthenticated, $"This registry does not know the join token of {Names.Quote(request.Name)}, or it was revoked. Make one with 'muster token create NAME --join'."));

        var (used, ends) = (DateTimeOffset.FromUnixTimeMilliseconds(join.UsedMs), DateTimeOffset.FromUnixTimeMilliseconds(join.ExpiresMs));
        if (join.UsedMs > 0)
        {
            Log.Again(logger, token.Name, from, used, join.UsedFrom);
            return (null, Errors.Of(ErrorCode.Unauthenticated, string.Create(CultureInfo.InvariantCulture, $"The join token of '{token.Name}' was used at {used:u} from {join.UsedFrom}, and is good once. If that was not you, revoke '{token.Name}' now: 'muster token revoke {token.Name}'.")));
        }

        if (ends <= control.Now)
            return (null, Errors.Of(ErrorCode.Unauthenticated, string.Create(CultureInfo.InvariantCulture, $"The join token of '{token.Name}' ended at {ends:u}. Revoke it and make another: 'muster token revoke {token.Name}', 'muster token create {token.Name} --join'.")));

        if (!authority.IsUsed) return (null, Errors.Of(ErrorCode.Conflict, NoAuthority));
        (join.UsedMs, join.UsedFrom) = (control.Now.ToUnixTimeMilliseconds(), from);
        return await IssueAsync(entry, token, request.Request, new Author(token.Name, from, "joined"), Log.Joined, cancel);
    }

    private async Task<(IssuedCertificate? Issued, Error? Error)> TryRenewAsync(Caller caller, ByteString request, CancellationToken cancel)
    {
        if (!authority.IsUsed) return (null, Errors.Of(ErrorCode.Conflict, NoAuthority));
        if (!caller.Credential.StartsWith(ShownCertificate.CredentialPrefix, StringComparison.Ordinal) || control.Image.Find(TokenRecord.KeyOf(caller.Name)) is not { } entry)
            return (null, Errors.Of(ErrorCode.Forbidden, $"Caller '{caller.Name}' has shown no certificate that this registry gave him: only such a one is renewed."));
        return await IssueAsync(entry, TokenRecord.WordsOf(entry), request, Author.Of(caller, "renewed"), Log.Renewed, cancel);
    }

    /// <summary>Signs, and answers once the certificate is known wherever it may be shown.</summary>
    private async Task<(IssuedCertificate? Issued, Error? Error)> IssueAsync(
        ControlEntry entry, AccessToken token, ByteString request, Author author, Action<ILogger, string, string, string, DateTimeOffset> log, CancellationToken cancel)
    {
        if (KeyIn(request) is not { } key) return (null, Errors.Invalid("the request is no PKCS #10 request (DER), signed by its own key on an elliptic curve."));
        try
        {
            using var made = authority.SignClient(key, token.Name, IdentityOf(token));
            using var signer = authority.Certificate();
            var kept = Kept(made);
            foreach (var over in token.Certificates.Where(one => one.ExpiresMs <= kept.AtMs).ToList()) token.Certificates.Remove(over);
            while (token.Certificates.Count >= Most) token.Certificates.RemoveAt(0);
            token.Certificates.Add(kept);
            if (await EditAsync(new(entry.Key, token.ToByteArray(), entry.Modified), author, cancel) is { } error) return (null, error);

            log(logger, token.Name, author.From, kept.Serial, DateTimeOffset.FromUnixTimeMilliseconds(kept.ExpiresMs));
            return (new() { Certificate = ByteString.CopyFrom(made.RawData), Authority = ByteString.CopyFrom(signer.RawData) }, null);
        }
        catch (StartRefusedException broken)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, broken.Message));
        }
    }

    private AccessToken.Types.Certificate Kept(X509Certificate2 made) => new()
    {
        Serial = made.SerialNumber.ToLowerInvariant(), Sha256 = ByteString.CopyFrom(made.GetCertHash(HashAlgorithmName.SHA256)),
        AtMs = control.Now.ToUnixTimeMilliseconds(), ExpiresMs = new DateTimeOffset(made.NotAfter.ToUniversalTime()).ToUnixTimeMilliseconds(),
    };

    private async Task<Error?> EditAsync(ControlOperation operation, Author author, CancellationToken cancel)
    {
        try
        {
            return await control.EditAsync(new([operation]), author, cancel) switch
            {
                ControlAnswer.Done => null,
                ControlAnswer.Overtaken => Errors.Of(ErrorCode.Conflict, $"'{author.Name}' was changed by somebody else at this moment. Nothing was done. Try again, and should it say that the token was used: so it was."),
                ControlAnswer.Unavailable unavailable => Errors.Of(ErrorCode.Unavailable, unavailable.Why),
                var answer => throw new InvalidOperationException($"Unknown answer {answer}."),
            };
        }
        catch (ChannelClosedException)
        {
            return Errors.Of(ErrorCode.Unavailable, "This node is stopping. See whether the edit was taken when it is back.");
        }
    }

    /// <summary><c>muster://ENVIRONMENT/ROLES/NAME</c>.</summary>
    private static string IdentityOf(AccessToken token) => $"{CertificateNames.Scheme}{token.Environment}/{string.Join('+', token.May.Select(role => role.ToLowerInvariant()))}/{token.Name}";

    /// <summary>Its owner has proven that he holds the private part.</summary>
    private static PublicKey? KeyIn(ByteString request)
    {
        const string EllipticCurve = "1.2.840.10045.2.1";
        try
        {
            var key = CertificateRequest.LoadSigningRequest(request.ToByteArray(), HashAlgorithmName.SHA256).PublicKey;
            return key.Oid.Value == EllipticCurve ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
