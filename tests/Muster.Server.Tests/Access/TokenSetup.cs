using System.Security.Cryptography;
using System.Text;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Access;

/// <summary>Tokens whose text is the name of whom they belong to.</summary>
internal static class TokenSetup
{
    public static void Give(this NodeOptions options, string name, string @namespace, string service, IEnumerable<string> verbs, string environment = "")
    {
        var token = new TokenOptions
        {
            Name = name, Namespace = @namespace, Service = service, Environment = environment,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
        };
        foreach (var verb in verbs) token.Verbs.Add(verb);
        options.Tokens.Add(token);
    }

    public static RpcCallOptions With(string token)
    {
        var metadata = new RpcMetadata();
        if (token.Length > 0) metadata.Add("authorization", $"Bearer {token}");
        return new(TimeSpan.FromSeconds(30), metadata);
    }

    public static HttpClient Http(this Hosting.LiveNode node, string token)
    {
        var http = new HttpClient { BaseAddress = node.Api };
        if (token.Length > 0) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }
}
