using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Control;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Control;

/// <summary>Tokens that are handed out, rotated and revoked while a whole node runs.</summary>
public sealed class Handing_out : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-tokens-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_revoked_token_ends_its_streams_of_every_kind_before_the_answer()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var secret = (await CreateAsync(node, "shop", "provider", "consumer")).Secret;
        await using var lean = await node.DialLeanAsync();
        await lean.HelloAsync(secret);
        await using var grpc = await node.DialAsync();
        await grpc.HelloAsync(secret);
        await using var other = await node.DialLeanAsync();
        await other.HelloAsync((await CreateAsync(node, "other", "consumer")).Secret);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var following = new HttpRequestMessage(HttpMethod.Get, "v1/namespaces/shop/services/orders") { Headers = { { "Authorization", $"Bearer {secret}" }, { "Accept", "text/event-stream" } } };
        using var events = await http.SendAsync(following, HttpCompletionOption.ResponseHeadersRead, Cancel);

        await AdminAsync(node, AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "shop" });

        foreach (var stream in new[] { lean, grpc })
        {
            Assert.Equal("The token or certificate was revoked or has ended. Come back with one that holds.", (await stream.ReceiveAsync())?.GoAway.Reason);
            Assert.Null(await stream.ReceiveAsync());
        }

        Assert.Contains("retry:", await events.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);   // it ends
        Assert.NotNull(await other.SubscribeAsync("orders"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(node, secret));
        Assert.Contains("Streams that were sent away, as the tokens that they came with no longer hold: 3.", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Whoever_shows_a_former_one_is_told_which_it_was_on_every_way_and_so_is_the_audit()
    {
        string revoked, ended;
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            var made = await CreateAsync(node, "shop", "consumer");
            revoked = made.Secret;
            await AdminAsync(node, AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "shop" });
            ended = (await AdminAsync(node, AdminMethods.CreateToken, new CreateTokenRequest { Name = "brief", Namespace = "shop", Service = "*", May = { "consumer" }, WithinMs = 1 })).Secret;

            var words = $"The token of 'shop' (secret {made.Token.Secrets.Single().Id}) was revoked at ";
            await using var client = await node.DialLeanAsync();
            await client.SendAsync(new Up { Hello = new Hello { Protocol = 1, Namespace = "shop", Token = revoked } });
            Assert.StartsWith(words, (await client.ReceiveAsync())?.Refused.Error.Message, StringComparison.Ordinal);
            using var channel = new RpcChannel(node.Address, new());
            var call = await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(RegistryMethods.ListNamespaces, new(), Access.TokenSetup.With(revoked), Cancel));
            Assert.StartsWith(words, call.Message, StringComparison.Ordinal);
            Assert.StartsWith(words, await WhyAsync(node, revoked), StringComparison.Ordinal);
            Assert.Equal(3, (await AdminAsync(node, AdminMethods.ListAudit, new ListAuditRequest())).Entries.Count(entry => entry is { Kind: AuditEntry.Types.Kind.Denied, By: "" } && entry.Outcome.StartsWith(words, StringComparison.Ordinal)));
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        Assert.StartsWith("The token of 'brief' (secret ", await WhyAsync(again, ended), StringComparison.Ordinal);   // its hash is kept with its name
        Assert.StartsWith("This registry does not know the token.", await WhyAsync(again, revoked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_told_once_and_kept_as_hashes_over_a_restart()
    {
        string secret;
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            secret = (await CreateAsync(node, "shop", "consumer")).Secret;
            Assert.StartsWith(TokenSecret.Prefix, secret, StringComparison.Ordinal);
            Assert.DoesNotContain(node.Log.Lines, line => line.Line.Contains(secret, StringComparison.Ordinal));
        }

        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
            Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file.FullName, System.Text.Encoding.Latin1, Cancel), StringComparison.Ordinal);

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, secret));
        var listed = (await AdminAsync(again, AdminMethods.ListTokens, new ListTokensRequest())).Tokens.Single();
        Assert.Equal(("shop", "anonymous", true), (listed.Name, listed.Author, listed.Secrets.Single().Sha256.IsEmpty));
    }

    [Fact]
    public async Task While_it_is_rotated_both_secrets_hold_and_either_can_be_revoked()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var first = await CreateAsync(node, "shop", "consumer");
        await using var stream = await node.DialLeanAsync();
        await stream.HelloAsync(first.Secret);

        var second = await AdminAsync(node, AdminMethods.RotateToken, new RotateTokenRequest { Name = "shop", OverlapMs = 3_600_000 });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(node, first.Secret), await StatusAsync(node, second.Secret)));
        Assert.NotNull((await stream.SubscribeAsync("orders")).Snapshot);

        await AdminAsync(node, AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "shop", SecretId = first.Token.Secrets.Single().Id });
        Assert.NotNull((await stream.ReceiveAsync())?.GoAway);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(node, first.Secret), await StatusAsync(node, second.Secret)));

        var third = await AdminAsync(node, AdminMethods.RotateToken, new RotateTokenRequest { Name = "shop" });
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(node, second.Secret), await StatusAsync(node, third.Secret)));
    }

    [Fact]
    public async Task Nobody_hands_out_or_takes_back_more_than_he_may_do_himself()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var root = (await CreateAsync(node, "root", "*", "*", "owner")).Secret;
        var admin = (await CreateAsync(node, "shop-admin", "shop", "*", "owner")).Secret;
        var operating = (await CreateAsync(node, "night-shift", "*", "*", "operator")).Secret;
        await CreateAsync(node, "billing", "billing", "*", "consumer");

        Assert.Equal("mine", (await CreateAsync(node, "mine", "shop", "orders*", ["provider"], admin)).Token.Name);
        Assert.Equal(RpcStatusCode.PermissionDenied, await RefusalAsync(() => CreateAsync(node, "theirs", "billing", "*", ["consumer"], admin)));
        Assert.Equal(RpcStatusCode.PermissionDenied, await RefusalAsync(() => CreateAsync(node, "all", "*", "*", ["consumer"], admin)));
        Assert.Equal(RpcStatusCode.PermissionDenied, await RefusalAsync(() => CreateAsync(node, "more", "shop", "*", ["consumer"], operating)));
        Assert.Equal(RpcStatusCode.PermissionDenied, await RefusalAsync(() => AdminAsync(node, AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "billing" }, admin)));
        Assert.Equal(RpcStatusCode.PermissionDenied, await RefusalAsync(() => AdminAsync(node, AdminMethods.RotateToken, new RotateTokenRequest { Name = "root" }, admin)));
        Assert.Equal(["mine", "shop-admin"], (await AdminAsync(node, AdminMethods.ListTokens, new ListTokensRequest(), admin)).Tokens.Select(token => token.Name));
        Assert.Equal(RpcStatusCode.PermissionDenied, await RefusalAsync(() => AdminAsync(node, AdminMethods.ListTokens, new ListTokensRequest(), operating)));
        Assert.Equal(5, (await AdminAsync(node, AdminMethods.ListTokens, new ListTokensRequest(), root)).Tokens.Count);
    }

    [Fact]
    public async Task A_token_holds_in_its_environment_alone()
    {
        string secret;
        await using (var node = await LiveNode.StartAsync(_folder.FullName, options => options.Environment = "prod"))
        {
            secret = (await CreateAsync(node, "shop", "consumer")).Secret;
            var request = new CreateTokenRequest { Name = "wrong", Environment = "test", Namespace = "shop", Service = "*", May = { "consumer" } };
            Assert.Equal(RpcStatusCode.InvalidArgument, await RefusalAsync(() => AdminAsync(node, AdminMethods.CreateToken, request)));
        }

        await using var test = await LiveNode.StartAsync(_folder.FullName, options => options.Environment = "test");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(test, secret));
    }

    [Fact]
    public async Task By_http_it_is_created_rotated_listed_and_revoked()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = new HttpClient { BaseAddress = node.Api };

        using var created = await http.PutAsJsonAsync("v1/tokens/shop", new { may = (string[])["consumer"], @namespace = "shop", service = "*", @for = "2h" }, Cancel);
        var secret = (string)(await created.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["secret"]!;
        Assert.True(created.Headers.CacheControl!.NoStore);
        using var again = await http.PutAsJsonAsync("v1/tokens/shop", new { may = (string[])["consumer"], @namespace = "shop", service = "*" }, Cancel);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var rotated = await http.PostAsJsonAsync("v1/tokens/shop/rotate", new { overlap = "1h" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, rotated.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, secret));
        Assert.Equal(2, (await http.GetFromJsonAsync<JsonObject>("v1/tokens", Cancel))!["tokens"]![0]!["secrets"]!.AsArray().Count);

        using var revoked = await http.DeleteAsync("v1/tokens/shop", Cancel);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(node, secret));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task It_is_rotated_without_a_body_and_a_body_has_to_say_what_it_is(string? body, HttpStatusCode status)
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var first = (await CreateAsync(node, "shop", "consumer")).Secret;
        using var http = new HttpClient { BaseAddress = node.Api };

        using var rotated = await http.PostAsync("v1/tokens/shop/rotate", body is null ? null : new StringContent(body), Cancel);

        Assert.Equal(status, rotated.StatusCode);
        Assert.Equal(status is HttpStatusCode.OK ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, await StatusAsync(node, first));
    }

    [Theory]
    [InlineData("""{"may":["root"],"namespace":"shop","service":"*"}""", "'root' is none of ")]
    [InlineData("{}", "may, namespace, service are missing: say which roles the token has (may: one or more of ")]
    [InlineData("""{"namespace":"shop","service":"*"}""", "may is missing: say which roles the token has (may: one or more of ")]
    [InlineData("""{"may":["consumer"]}""", "namespace, service are missing: ")]
    [InlineData("""{"may":["consumer"],"namespace":"Shop","service":"*"}""", "Namespace: 'Shop' is neither a namespace nor the beginning of one followed by *.")]
    [InlineData("""{"may":["consumer"],"namespace":"shop","service":"*","for":"never"}""", "for 'never' is no duration. Use a number and a unit, such as 30s or 2m.")]
    [InlineData("""{"may":["consumer"],"namespace":"shop","service":"*","for":"400d"}""", "a secret ends after 366 days at the latest. Rotate the token before that.")]
    [InlineData("""{"may":"consumer"}""", "Property 'may' must be a list of strings, not the string 'consumer'.")]
    public async Task A_fault_is_named(string body, string fault)
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = new HttpClient { BaseAddress = node.Api };

        using var answer = await http.PutAsync("v1/tokens/shop", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(fault, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_of_the_configuration_keeps_his_name()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName, options => options.Tokens.Add(new() { Name = "shop", Sha256 = new('a', 64), Verbs = { "list" } }));

        Assert.Equal(RpcStatusCode.AlreadyExists, await RefusalAsync(() => CreateAsync(node, "shop", "consumer")));
    }

    private static Task<NewSecret> CreateAsync(LiveNode node, string name, params string[] may) => CreateAsync(node, name, "shop", "*", may, "");

    private static Task<NewSecret> CreateAsync(LiveNode node, string name, string @namespace, string service, string[] may, string token) =>
        AdminAsync(node, AdminMethods.CreateToken, new CreateTokenRequest { Name = name, Namespace = @namespace, Service = service, May = { may } }, token);

    private static Task<NewSecret> CreateAsync(LiveNode node, string name, string @namespace, string service, string may) => CreateAsync(node, name, @namespace, service, [may], "");

    private static async Task<TResponse> AdminAsync<TRequest, TResponse>(LiveNode node, RpcMethod<TRequest, TResponse> method, TRequest request, string token = "")
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse>
    {
        using var channel = new RpcChannel(node.Address, new());
        var metadata = new RpcMetadata();
        if (token.Length > 0) metadata.Add("authorization", $"Bearer {token}");
        return await channel.CallAsync(method, request, new(TimeSpan.FromSeconds(30), metadata), Cancel);
    }

    private static async Task<RpcStatusCode> RefusalAsync(Func<Task> ask) => (await Assert.ThrowsAsync<RpcException>(ask)).Code;

    private static async Task<string> WhyAsync(LiveNode node, string token)
    {
        using var http = new HttpClient { BaseAddress = node.Api, DefaultRequestHeaders = { { "Authorization", $"Bearer {token}" } } };
        using var refused = await http.GetAsync("v1/namespaces", Cancel);
        return (string)(await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!;
    }

    private static async Task<HttpStatusCode> StatusAsync(LiveNode node, string secret)
    {
        using var http = new HttpClient { BaseAddress = node.Api };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        using var answer = await http.GetAsync("v1/namespaces/shop/services", Cancel);
        return answer.StatusCode;
    }
}
