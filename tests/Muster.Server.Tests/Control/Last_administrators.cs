using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Access;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Control;

/// <summary>Nobody locks everybody out, himself included: of those who may administer a registry, one stays.</summary>
public sealed class Last_administrators : IDisposable
{
    private const string Refusal = "Nobody but 'admin' may administer this registry: without it nobody could hand out or take back a token. Nothing was revoked. "
        + "Hand out another first ('muster token create NAME --role owner --scope '*/*''), then revoke it. Should its secret have become known, end that one: 'muster token rotate admin --overlap 0s'.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-last-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_last_one_is_not_revoked_on_any_way_until_there_is_another()
    {
        await using var node = await StartAsync();
        var admin = Secret();
        var only = Assert.Single((await AskAsync(node, AdminMethods.ListTokens, new(), admin)).Tokens).Secrets.Single().Id;
        await CreateAsync(node, admin, "part", "shop", "owner");
        await CreateAsync(node, admin, "ended", "*", "owner", withinMs: 1);
        await CreateAsync(node, admin, "night-shift", "*", "operator");

        using var http = node.Http(admin);
        using var refused = await http.DeleteAsync("v1/tokens/admin", Cancel);
        Assert.Equal((HttpStatusCode.Conflict, Refusal), (refused.StatusCode, (string)(await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!));
        Assert.Equal((RpcStatusCode.AlreadyExists, Refusal), await RefusalAsync(() => RevokeAsync(node, admin, "admin")));
        Assert.Equal(Refusal, (await RefusalAsync(() => RevokeAsync(node, admin, "admin", only))).Words);
        Assert.Contains((await AskAsync(node, AdminMethods.ListAudit, new(), admin)).Entries, entry => entry is { What: "token admin", Outcome: Refusal });

        var root = await CreateAsync(node, admin, "root", "*", "owner");
        await RevokeAsync(node, admin, "admin");
        Assert.DoesNotContain((await AskAsync(node, AdminMethods.ListTokens, new(), root)).Tokens, token => token.Name == "admin");
    }

    [Fact]
    public async Task Two_who_revoke_each_other_at_once_do_not_both_succeed()
    {
        await using var node = await StartAsync();
        var admin = Secret();
        for (var round = 0; round < 10; round++)
        {
            var other = await CreateAsync(node, admin, "other", "*", "owner");

            var succeeded = await Task.WhenAll(SucceedsAsync(() => RevokeAsync(node, admin, "other")), SucceedsAsync(() => RevokeAsync(node, other, "admin")));

            Assert.Single(succeeded, true);
            if (succeeded[0]) continue;
            admin = await CreateAsync(node, other, "admin", "*", "owner");
            await RevokeAsync(node, admin, "other");
        }
    }

    [Fact]
    public async Task Of_two_secrets_of_the_last_one_either_may_go()
    {
        await using var node = await StartAsync();
        var admin = Secret();
        var first = Assert.Single((await AskAsync(node, AdminMethods.ListTokens, new(), admin)).Tokens).Secrets.Single().Id;
        var second = await AskAsync(node, AdminMethods.RotateToken, new() { Name = "admin", OverlapMs = 3_600_000 }, admin);

        await RevokeAsync(node, second.Secret, "admin", first);

        Assert.Equal(Refusal, (await RefusalAsync(() => RevokeAsync(node, second.Secret, "admin", second.Token.Secrets[^1].Id))).Words);
    }

    [Theory]
    [InlineData("admin", "", true)]
    [InlineData("admin", "prod", true)]
    [InlineData("admin", "test", false)]
    [InlineData("list", "", false)]
    public async Task A_caller_of_the_configuration_counts_where_he_may_administer_here(string verb, string environment, bool goes)
    {
        await (await StartAsync()).DisposeAsync();
        var admin = Secret();
        await using var node = await StartAsync(options => options.Give("boss", "*", "*", [verb], environment));

        if (goes) await RevokeAsync(node, admin, "admin");
        else Assert.Equal(Refusal, (await RefusalAsync(() => RevokeAsync(node, admin, "admin"))).Words);
    }

    [Fact]
    public async Task Where_nobody_needs_a_token_the_last_one_goes()
    {
        await (await StartAsync()).DisposeAsync();
        await using var node = await StartAsync(options => options.RequireToken = false);

        await RevokeAsync(node, Secret(), "admin");
    }

    private string Secret() => File.ReadAllText(Path.Combine(_folder.FullName, "admin.token")).Trim();

    private Task<LiveNode> StartAsync(Action<Muster.Server.Hosting.NodeOptions>? set = null) => LiveNode.StartAsync(_folder.FullName, options =>
    {
        (options.RequireToken, options.Environment) = (true, "prod");
        set?.Invoke(options);
    });

    private static async Task<string> CreateAsync(LiveNode node, string admin, string name, string @namespace, string role, ulong withinMs = 0) =>
        (await AskAsync(node, AdminMethods.CreateToken, new() { Name = name, Namespace = @namespace, Service = "*", May = { role }, WithinMs = withinMs }, admin)).Secret;

    private static Task<RevokeTokenResponse> RevokeAsync(LiveNode node, string admin, string name, string secret = "") =>
        AskAsync(node, AdminMethods.RevokeToken, new() { Name = name, SecretId = secret }, admin);

    private static async Task<TResponse> AskAsync<TRequest, TResponse>(LiveNode node, RpcMethod<TRequest, TResponse> method, TRequest request, string token)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse>
    {
        using var channel = new RpcChannel(node.Address, new());
        return await channel.CallAsync(method, request, TokenSetup.With(token), Cancel);
    }

    private static async Task<bool> SucceedsAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private static async Task<(RpcStatusCode Code, string Words)> RefusalAsync(Func<Task> ask)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(ask);
        return (refused.Code, refused.Message);
    }
}
