using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Access;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Hands tokens out and takes them back, by whichever way it is asked. Nobody hands out more than he may do himself.</summary>
internal sealed partial class TokenDesk(ControlStore control, RegistryOptions registry, AuditTrail audit, CenterAuthority authority, ILogger<TokenDesk> logger)
{
    /// <summary>How long a secret holds where nothing else is said.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(90);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Those that the caller may administer, sorted by name, without any secret.</summary>
    public (IReadOnlyList<AccessToken>? Tokens, Error? Error) VisibleTo(Caller caller) => caller.Grants.Any(grant => grant.Verbs.Contains(Verb.Admin))
        ? ([.. control.Image.Range(TokenRecord.All).Select(TokenRecord.WordsOf).Where(token => MayAdminister(caller, token)).Select(Told)], null)
        : (null, CallerDirectory.Authorize(caller, Verb.Admin, Resource.Registry));

    public async Task<(NewSecret? Made, Error? Error)> CreateAsync(Caller author, CreateTokenRequest request, CancellationToken cancel)
    {
        var answer = await TryCreateAsync(author, request, cancel);
        if (answer.Error is { } error) audit.Tell(Refused(author, request.Name, error));
        return answer;
    }

    /// <summary>Adds a second secret; the one that was in use ends after the overlap.</summary>
    public async Task<(NewSecret? Made, Error? Error)> RotateAsync(Caller author, RotateTokenRequest request, CancellationToken cancel)
    {
        var answer = await TryRotateAsync(author, request, cancel);
        if (answer.Error is { } error) audit.Tell(Refused(author, request.Name, error));
        return answer;
    }

    /// <summary>Ends a token or one of its secrets. When it answers, streams that came with it were told to go.</summary>
    public async Task<(ulong Revision, Error? Error)> RevokeAsync(Caller author, RevokeTokenRequest request, CancellationToken cancel)
    {
        var answer = await TryRevokeAsync(author, request, cancel);
        if (answer.Error is { } error) audit.Tell(Refused(author, request.Name, error));
        return answer;
    }

    private async Task<(NewSecret? Made, Error? Error)> TryCreateAsync(Caller author, CreateTokenRequest request, CancellationToken cancel)
    {
        if (FaultIn(request) is { } fault) return (null, Errors.Invalid(fault));
        var token = new AccessToken
        {
            Name = request.Name, Environment = registry.Environment, Namespace = request.Namespace, Service = request.Service, May = { request.May }, Author = author.Name, Quota = request.Quota,
        };
        if (request.May.Contains(Role.Node, StringComparer.OrdinalIgnoreCase) && CallerDirectory.Authorize(author, Verb.Admin, Resource.Registry) is { } notAll) return (null, notAll);
        foreach (var verb in TokenRecord.GrantOf(token).Verbs.Append(Verb.Admin))
            if (CallerDirectory.Authorize(author, verb, ScopeOf(token)) is { } forbidden) return (null, forbidden);
        var decidesForAll = CallerDirectory.Authorize(author, Verb.Admin, Resource.Registry) is null;
        if (!decidesForAll && TokenRecord.QuotaOf(request.Quota).Or(registry.Callers.Usual).Exceeds(author.Quota))
            return (null, Errors.Of(ErrorCode.Forbidden, $"Caller '{author.Name}' has a quota himself, and may hand out no more than it allows. Give the token lower bounds."));
        if (registry.Callers.IsConfigured(request.Name) || request.Name == Caller.Anonymous.Name)
            return (null, Errors.Of(ErrorCode.Conflict, $"'{request.Name}' is a caller of the node's configuration. Choose another name."));
        if (control.Image.Range(TokenRecord.All).Count() >= Limits.Tokens)
            return (null, Errors.Of(ErrorCode.LimitReached, $"The registry holds {Limits.Tokens} tokens at most. Revoke some first."));

        string secret;
        try
        {
            secret = request.Join ? JoinText.Into(token, authority.Certificate(), control.Now, request.WithinMs) : AddSecret(token, request.WithinMs);
        }
        catch (StartRefusedException broken)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, broken.Message));
        }

        var error = await PutAsync(author, token, 0, $"There is a token '{request.Name}' already. Revoke it first, or rotate it.", cancel);
        if (error is not null) return (null, error);
        Log.Created(logger, author.Name, token.Name, string.Join(", ", token.May), token.Namespace, token.Service);
        return (new NewSecret { Secret = secret, Token = TokenSecret.Told(token), OpenTo = registry.Callers.OpenTo }, null);
    }

    private async Task<(NewSecret? Made, Error? Error)> TryRotateAsync(Caller author, RotateTokenRequest request, CancellationToken cancel)
    {
        if (Find(author, request.Name) is not { } entry) return (null, Unknown(author, request.Name));
        if (FaultIn(request.WithinMs) is { } fault) return (null, Errors.Invalid(fault));

        var token = TokenRecord.WordsOf(entry);
        if (token.Join is not null) return (null, Errors.Of(ErrorCode.Conflict, $"'{token.Name}' shows certificates, and has no secret to rotate: 'muster cert rotate' renews it where it runs."));
        var now = control.Now.ToUnixTimeMilliseconds();
        var overlapEnds = now + (long)Math.Min(request.OverlapMs, (ulong)Longest.TotalMilliseconds);
        var last = token.Secrets.LastOrDefault(secret => secret.ExpiresMs > now);
        token.Secrets.Clear();
        if (last is not null && overlapEnds > now)
        {
            last.ExpiresMs = Math.Min(last.ExpiresMs, overlapEnds);
            token.Secrets.Add(last);
        }

        var made = AddSecret(token, request.WithinMs);
        if (await PutAsync(author, token, entry.Modified, Overtaken(request.Name), cancel) is { } error) return (null, error);
        Log.Rotated(logger, author.Name, token.Name, token.Secrets[^1].Id);
        return (new NewSecret { Secret = made, Token = TokenSecret.Told(token), OpenTo = registry.Callers.OpenTo }, null);
    }

    private async Task<(ulong Revision, Error? Error)> TryRevokeAsync(Caller author, RevokeTokenRequest request, CancellationToken cancel)
    {
        if (Find(author, request.Name) is not { } entry) return (0, Unknown(author, request.Name));

        var token = TokenRecord.WordsOf(entry);
        var administered = Administers(token);
        var ended = TokenRecord.Remove(token, request.SecretId);
        if (ended.Count == 0)
            return (0, Errors.Of(ErrorCode.NotFound, $"Token '{request.Name}' has no secret and no certificate {Names.Quote(request.SecretId)}. It has {string.Join(" and ", TokenRecord.IdsOf(token))}."));

        ControlEntry[] restsOn = [];
        if (administered && !Administers(token) && !registry.Callers.AllowsWithoutIssued(Verb.Admin, Resource.Registry))
        {
            restsOn = [.. control.Image.Range(TokenRecord.All).Where(other => other.Key != entry.Key && Administers(TokenRecord.WordsOf(other))).Take(1)];
            if (restsOn.Length == 0) return (0, Last(token));
        }

        var left = request.SecretId.Length == 0 || !TokenRecord.IdsOf(token).Any() ? default(ReadOnlyMemory<byte>?) : token.ToByteArray();
        var (revision, error) = await EditAsync(author, new([new(entry.Key, left, entry.Modified)]) { RestsOn = restsOn }, Overtaken(request.Name), cancel);
        if (error is null) Log.Revoked(logger, author.Name, token.Name, string.Join(" and ", ended));
        return (revision, error);
    }

    /// <summary>Without any hash, and with what is held by it here and now.</summary>
    private AccessToken Told(AccessToken kept)
    {
        var (told, used) = (TokenSecret.Told(kept), registry.Callers.Usages.Of(kept.Name));
        told.Used = new TokenUsage { Instances = (uint)used.Instances, Subscriptions = (uint)used.Subscriptions };
        return told;
    }

    /// <summary>A token that the caller may administer; others are as good as none.</summary>
    private ControlEntry? Find(Caller caller, string name) =>
        control.Image.Find(TokenRecord.KeyOf(name)) is { } entry && MayAdminister(caller, TokenRecord.WordsOf(entry)) ? entry : null;

    private static bool MayAdminister(Caller caller, AccessToken token) =>
        CallerDirectory.Authorize(caller, Verb.Admin, ScopeOf(token)) is null;

    private bool Administers(AccessToken token) => TokenRecord.Administers(token, registry.Environment, control.Now);

    private static Resource ScopeOf(AccessToken token) => new(token.Namespace, token.Service);

    private string AddSecret(AccessToken token, ulong withinMs)
    {
        var secret = TokenSecret.New();
        token.Secrets.Add(TokenSecret.Kept(secret, control.Now, withinMs == 0 ? Usual : TimeSpan.FromMilliseconds(withinMs)));
        return secret;
    }

    private string? FaultIn(CreateTokenRequest request)
    {
        if (request.Name.Length == 0) return "a name is missing: it tells who the caller is, in logs and refusals.";
        if (Names.FaultInPlace("name", request.Name) is { } name) return name;
        if (MissingIn(request) is { Count: > 0 } missing)
            return $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing: say which roles the token has (may: one or more of {Role.Known}), and where they hold (namespace and service: each a name, or the beginning of one followed by *).";
        if (AccessPattern.FaultsIn(request.Namespace, request.Service).FirstOrDefault() is { } pattern) return pattern;
        if (request.May.FirstOrDefault(word => Role.VerbsOf(word) is null) is { } unknown) return $"{Names.Quote(unknown)} is none of {Role.Known}.";
        if (request.Environment.Length > 0 && request.Environment != registry.Environment)
        {
            var belongs = registry.Environment.Length == 0 ? "this registry belongs to none (MusterServer:Environment)" : $"this registry's is {Names.Quote(registry.Environment)}";
            return $"environment {Names.Quote(request.Environment)}: {belongs}, and its tokens hold nowhere else.";
        }
        if (request.Quota is { Burst: > 0, CallsPerSecond: 0 }) return "a burst says nothing without calls a second. Give both or none.";
        return request.Join ? FaultInJoin(request) : FaultIn(request.WithinMs);
    }

    private static List<string> MissingIn(CreateTokenRequest request)
    {
        (string Field, bool IsThere)[] fields = [("may", request.May.Count > 0), ("namespace", request.Namespace.Length > 0), ("service", request.Service.Length > 0)];
        return [.. fields.Where(field => !field.IsThere).Select(field => field.Field)];
    }

    private string? FaultInJoin(CreateTokenRequest request)
    {
        if (!authority.IsUsed) return "this node has no authority of its own to sign with: it speaks cleartext, or was given its certificate. Certificates of your own authority are named under MusterServer:Tls:ClientAuthorityFile.";
        return request.WithinMs > JoinText.Longest.TotalMilliseconds ? $"a join token ends after {JoinText.Longest.TotalHours} hour at the latest. Make it when it is needed." : null;
    }

    private static string? FaultIn(ulong withinMs) =>
        withinMs > Longest.TotalMilliseconds ? $"a secret ends after {Longest.TotalDays} days at the latest. Rotate the token before that." : null;

    private async Task<Error?> PutAsync(Caller author, AccessToken token, ulong expected, string overtaken, CancellationToken cancel) =>
        (await EditAsync(author, new([new(TokenRecord.KeyOf(token.Name), token.ToByteArray(), expected)]), overtaken, cancel)).Error;

    private async Task<(ulong Revision, Error? Error)> EditAsync(Caller author, ControlEdit edit, string overtaken, CancellationToken cancel)
    {
        try
        {
            return await control.EditAsync(edit, Author.Of(author, ""), cancel) switch
            {
                ControlAnswer.Done done => (done.Revision, null),
                ControlAnswer.Overtaken => (0, Errors.Of(ErrorCode.Conflict, overtaken)),
                ControlAnswer.Unavailable unavailable => (0, Errors.Of(ErrorCode.Unavailable, unavailable.Why)),
                var answer => throw new InvalidOperationException($"Unknown answer {answer}."),
            };
        }
        catch (ChannelClosedException)
        {
            return (0, Errors.Of(ErrorCode.Unavailable, "This node is stopping. See whether the edit was taken when it is back."));
        }
    }

    private static AuditEntry Refused(Caller author, string name, Error error) => new()
    {
        Kind = AuditEntry.Types.Kind.Edit, By = author.Name, From = author.From, What = $"token {Names.Quote(name)[1..^1]}", Outcome = error.Message,
    };

    /// <summary>Whether there is one is told to those alone who may administer all.</summary>
    private static Error Unknown(Caller caller, string name) => CallerDirectory.Authorize(caller, Verb.Admin, Resource.Registry) is null
        ? Errors.Of(ErrorCode.NotFound, $"There is no token {Names.Quote(name)}.")
        : Errors.Of(ErrorCode.Forbidden, $"Caller '{caller.Name}' may not admin token {Names.Quote(name)}, if there is one. Ask an operator for a token that covers its scope.");

    /// <summary>For whoever would lock everybody out, himself included.</summary>
    private static Error Last(AccessToken token)
    {
        var anew = token.Join is null ? $" Should its secret have become known, end that one: 'muster token rotate {token.Name} --overlap 0s'." : "";
        return Errors.Of(ErrorCode.Conflict, $"Nobody but '{token.Name}' may administer this registry: without it nobody could hand out or take back a token. Nothing was revoked. Hand out another first ('muster token create NAME --role owner --scope '*/*''), then revoke it.{anew}");
    }

    private static string Overtaken(string name) => $"Token '{name}', or another that it depends on, was changed by somebody else meanwhile. Nothing was done. Look at it, and decide again.";
}
