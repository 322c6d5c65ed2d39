using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Muster.Server.Access;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Access;

/// <summary>What takes a certificate by RPC is invited, seen and revoked by HTTP.</summary>
public sealed class Joining_by_http : JoiningStage
{
    [Fact]
    public async Task By_http_one_is_invited_seen_and_revoked_and_the_nodes_own_is_renewed()
    {
        await using var node = await StartAsync();
        using var http = Http(node);
        using var invited = await http.PutAsJsonAsync("v1/tokens/orders-7", new { may = (string[])["provider", "consumer"], @namespace = "shop", service = "orders*", join = true }, Cancel);
        var (certificate, shown) = await JoinAsync(node, JoinText.Parse((string)(await invited.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["secret"]!)!);
        var serial = certificate.SerialNumber.ToLowerInvariant();

        var listed = (await http.GetFromJsonAsync<JsonObject>("v1/tokens", Cancel))!["tokens"]![0]!;
        Assert.Equal((serial, true), ((string)listed["certificates"]![0]!["serial"]!, ((string)listed["join"]!["from"]!).StartsWith("127.0.0.1:", StringComparison.Ordinal)));
        Assert.True(await HoldsAsync(node, shown));
        using var revoked = await http.DeleteAsync($"v1/tokens/orders-7?secret={serial}", Cancel);
        Assert.Equal((HttpStatusCode.OK, false), (revoked.StatusCode, await HoldsAsync(node, shown)));

        using var renewed = await http.PostAsync("v1/certificate/renew", content: null, Cancel);
        Assert.Equal((await ShownAsync(node)).ToLowerInvariant(), (string)(await renewed.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["serial"]!);
    }

    /// <summary>As the boss.</summary>
    private HttpClient Http(LiveNode node)
    {
        var trusting = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { Authority } };
        return new(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trusting } })
        {
            BaseAddress = new UriBuilder(node.Api) { Scheme = "https", Host = "127.0.0.1" }.Uri, DefaultRequestHeaders = { { "Authorization", $"Bearer {Boss}" } },
        };
    }
}
