using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Muster.Protocol;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Audit;

/// <summary>Tokens are shown to nobody: not in logs, not in the audit, not in the node's files, whatever is done with them.</summary>
public sealed class Secrets : IDisposable
{
    private const string Token = "open-sesame-4711", Guess = "let-me-in-0815";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-secrets-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task No_token_is_found_in_logs_audit_or_data_after_all_that_can_be_done_with_it()
    {
        var shown = new List<string>();
        await using (var node = await LiveNode.StartAsync(_folder.FullName, options => options.Tokens.Add(new()
        {
            Name = "boss", Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token))), Verbs = { "list", "subscribe", "register", "operate", "admin" },
        })))
        {
            foreach (var token in new[] { Token, Guess })
            {
                await using var client = await node.DialAsync();
                await client.SendAsync(new Up { Hello = new Hello { Protocol = 1, Client = "test", Namespace = "shop", Token = token } });
                shown.Add($"{await client.ReceiveAsync()}");
                if (token == Token) shown.Add($"{await client.RegisterAsync("orders", "o-1")}");

                using var http = new HttpClient { BaseAddress = node.Api };
                http.DefaultRequestHeaders.Authorization = new("Bearer", token);
                foreach (var path in new[] { "v1/namespaces", $"v1/namespaces?token={token}", "v1/namespaces/shop/services/orders", "v1/audit", "v1/namespaces/shop/services/orders/instances/o-1/why", "metrics" })
                    shown.Add(await http.GetStringAsync(path, Cancel).ContinueWith(answer => answer.IsCompletedSuccessfully ? answer.Result : "", TaskScheduler.Default));
                using var put = await http.PutAsJsonAsync("v1/namespaces/shop/services/orders/instances/o-1/overlays/weight", new { value = 50, reason = "a test" }, Cancel);
                shown.Add(await put.Content.ReadAsStringAsync(Cancel));
                http.DefaultRequestHeaders.Authorization = new("Basic", token);
                using var wrong = await http.GetAsync("v1/namespaces", Cancel);
                shown.Add(await wrong.Content.ReadAsStringAsync(Cancel));
            }

            using var boss = new HttpClient { BaseAddress = node.Api };
            boss.DefaultRequestHeaders.Authorization = new("Bearer", Token);
            shown.Add(await boss.GetStringAsync("v1/audit?limit=1000", Cancel));
            Assert.Contains("This registry does not know the token", shown[^1], StringComparison.Ordinal);   // what was done is there
            shown.AddRange(node.Log.Lines.Select(line => line.Line));
        }

        foreach (var file in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories))
            shown.Add(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancel)));

        foreach (var secret in new[] { Token, Guess })
            Assert.DoesNotContain(shown, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("muster")]
    [InlineData("password")]
    [InlineData("secret")]
    public async Task A_new_node_knows_no_credential(string guess)
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = new HttpClient { BaseAddress = node.Api };
        http.DefaultRequestHeaders.Authorization = new("Bearer", guess);

        using var answer = await http.GetAsync("v1/namespaces", Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
