using Muster.Core.Access;

namespace Muster.Server.Hosting;

/// <summary>Turns the configured tokens and names of certificates into callers and what they may do.</summary>
internal static class NodeAccess
{
    /// <summary>
    /// Without a token anybody is served by an insecure node, and whoever sits on this machine by a node that only this
    /// machine can reach, unless it requires one. Tokens of one name are one caller with the rights of all of them.
    /// </summary>
    public static CallerDirectory CallersOf(NodeOptions options)
    {
        var usual = options.Quota.ToQuota();
        var callers = options.Tokens
            .GroupBy(token => token.Name)
            .ToDictionary(same => same.Key, same => new Caller(same.Key, [.. same.Select(GrantOf)]) { Environment = same.First().Environment, Quota = usual });
        var credentials = options.Tokens
            .Select(token => new Credential(callers[token.Name], Convert.FromHexString(token.Sha256)) { CertificateName = token.CertificateName })
            .ToList();
        return new CallerDirectory(credentials, openToAll: options.Insecure, openToLoopback: IsOnLoopback(options) && !options.RequireToken) { Environment = options.Environment, Usual = usual };
    }

    /// <summary>Whether only this machine can reach the node.</summary>
    public static bool IsOnLoopback(NodeOptions options) =>
        new[] { options.Http, options.Rpc }.All(bind => BindAddress.IsLoopback(BindAddress.Parse(bind)!));

    private static Grant GrantOf(TokenOptions token) =>
        new(token.Namespace, token.Service, Role.VerbsOf(token.Verbs));
}
