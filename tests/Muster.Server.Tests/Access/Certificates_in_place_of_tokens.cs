using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Tests.Hosting;
using Muster.Server.Tests.Rpc;

namespace Muster.Server.Tests.Access;

/// <summary>A certificate of an authority that the operator named is as good as a token, on every carrier; and one that proves nothing makes its owner nobody.</summary>
public sealed class Certificates_in_place_of_tokens : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-mtls-").FullName;
    private readonly TestCertificate _node;
    private readonly TestAuthority _authority = new();

    public Certificates_in_place_of_tokens() => _node = new(_folder);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("lean")]
    public async Task It_opens_what_its_name_covers_and_nothing_else(string carrier)
    {
        await using var node = await StartAsync();
        var shown = Showing(_authority, "spiffe://prod/orders");
        for (var time = 1; time <= 2; time++)   // the second handshake is a resumed one, where the peers agree on that
        {
            await using var client = await DialAsync(node, carrier, shown);
            await client.HelloAsync(token: "");

            Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await client.RegisterAsync("orders", $"{carrier}-{time}")).Outcome);
            Assert.Equal("Caller 'orders' may not register service 'billing' in namespace 'shop'. Ask an operator for a token that covers it.", (await client.RegisterAsync("billing", "b-1")).Error.Message);
        }
    }

    [Theory]
    [InlineData("grpc", "unknown authority", "was signed by no authority that this registry trusts.")]
    [InlineData("lean", "unknown authority", "was signed by no authority that this registry trusts.")]
    [InlineData("grpc", "ended", " and that is not now. Renew it, or correct this machine's clock.")]
    [InlineData("lean", "ended", " and that is not now. Renew it, or correct this machine's clock.")]
    [InlineData("lean", "to come", " and that is not now. Renew it, or correct this machine's clock.")]
    [InlineData("lean", "for servers", "is not made for clients: its extended key usage lacks client authentication.")]
    [InlineData("grpc", "without a name", "names nobody whom this registry knows; it says no name.")]
    [InlineData("lean", "of nobody", "names nobody whom this registry knows; it says 'URI:spiffe://prod/unheard-of'.")]
    [InlineData("lean", "of another environment", "The certificate of 'elsewhere' belongs to environment 'test', and this registry to 'prod'.")]
    public async Task Whose_proves_nothing_is_told_why_and_is_nobody_even_where_everybody_may(string carrier, string wrong, string words)
    {
        using var stranger = new TestAuthority("CN=authority of a test");   // by the same name
        await using var node = await StartAsync(options => options.Insecure = true);
        var shown = TestAuthority.Showing(
            wrong switch
            {
                "unknown authority" => stranger.Sign("spiffe://prod/orders"),
                "ended" => _authority.Sign("spiffe://prod/orders", -20, -10),
                "to come" => _authority.Sign("spiffe://prod/orders", 10, 20),
                "for servers" => _authority.Sign("spiffe://prod/orders", forServers: true),
                "without a name" => _authority.Sign(null),
                "of nobody" => _authority.Sign("spiffe://prod/unheard-of"),
                _ => _authority.Sign("spiffe://test/orders"),
            }, _node.Authority);

        await using var client = await DialAsync(node, carrier, shown);
        await client.SendAsync(new Up { Hello = new Hello { Protocol = 1, Namespace = "shop" } });
        var refused = (await client.ReceiveAsync())?.Refused.Error.Message;
        using var channel = new RpcChannel(AddressOf(node), shown);
        var call = await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(RegistryMethods.ListNamespaces, new(), default, Cancel));

        Assert.Contains(words, refused, StringComparison.Ordinal);
        Assert.Null(await client.ReceiveAsync());
        Assert.Equal(refused, call.Message);
        if (wrong != "of another environment") Assert.Equal(RpcStatusCode.Unauthenticated, call.Code);
    }

    [Fact]
    public async Task Where_a_token_is_given_too_the_token_decides()
    {
        await using var node = await StartAsync();
        var good = Showing(_authority, "spiffe://prod/orders");
        using var stranger = new TestAuthority("CN=somebody else");
        using var withGood = new RpcChannel(AddressOf(node), good);
        using var withBad = new RpcChannel(AddressOf(node), Showing(stranger, "spiffe://prod/orders"));

        Assert.Equal(RpcStatusCode.PermissionDenied, await StatusAsync(withGood, "reader", RegistryMethods.ListServices, new() { Namespace = "shop" }));
        Assert.Equal(RpcStatusCode.OK, await StatusAsync(withGood, "", RegistryMethods.ListServices, new() { Namespace = "shop" }));
        Assert.Equal(RpcStatusCode.Unauthenticated, await StatusAsync(withGood, "guess", RegistryMethods.ListServices, new() { Namespace = "shop" }));
        Assert.Equal(RpcStatusCode.OK, await StatusAsync(withBad, "reader", RegistryMethods.ListServices, new() { Namespace = "elsewhere" }));
        Assert.Equal(RpcStatusCode.Unauthenticated, await StatusAsync(withBad, "", RegistryMethods.ListServices, new() { Namespace = "elsewhere" }));
    }

    [Fact]
    public async Task Who_shows_none_is_served_by_his_token_as_ever()
    {
        await using var node = await StartAsync();
        using var channel = new RpcChannel(AddressOf(node), new() { Tls = new() { Authorities = [_node.Authority] } });

        Assert.Equal(RpcStatusCode.OK, await StatusAsync(channel, "reader", RegistryMethods.ListServices, new() { Namespace = "elsewhere" }));
        Assert.Equal(RpcStatusCode.Unauthenticated, await StatusAsync(channel, "", RegistryMethods.ListServices, new() { Namespace = "elsewhere" }));
    }

    [Theory]
    [InlineData("Tokens:0:CertificateName", "MusterServer:Tls:ClientAuthorityFile: is missing, and a caller is known by his certificate. Name the PEM file with the authority that signs it.")]
    [InlineData("no file", "MusterServer:Tls:ClientAuthorityFile: nowhere.pem cannot be read: ")]
    [InlineData("no certificate", "MusterServer:Tls:ClientAuthorityFile: {0} holds no certificate. It must be PEM, ")]
    public async Task An_authority_that_cannot_be_read_is_named_at_the_start(string wrong, string words)
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(options => options.Tls.ClientAuthorityFile = wrong switch
        {
            "no file" => "nowhere.pem",
            "no certificate" => _node.KeyFile,
            _ => "",
        }));

        Assert.StartsWith(words.Replace("{0}", _node.KeyFile, StringComparison.Ordinal), refused.Faults.Single(), StringComparison.Ordinal);
    }

    private static string AddressOf(LiveNode node) => $"https://127.0.0.1:{node.Rpc.Port}";

    private static Task<PlainClient> DialAsync(LiveNode node, string carrier, RpcChannelOptions shown) =>
        carrier == "grpc" ? node.DialAsync(shown, AddressOf(node)) : node.DialLeanAsync(shown, AddressOf(node));

    private static async Task<RpcStatusCode> StatusAsync(RpcChannel channel, string token, RpcMethod<ListServicesRequest, ListServicesResponse> method, ListServicesRequest request)
    {
        try
        {
            await channel.CallAsync(method, request, TokenSetup.With(token), Cancel);
            return RpcStatusCode.OK;
        }
        catch (RpcException ended)
        {
            return ended.Code;
        }
    }

    private RpcChannelOptions Showing(TestAuthority authority, string uri) => TestAuthority.Showing(authority.Sign(uri), _node.Authority);

    private Task<LiveNode> StartAsync(Action<NodeOptions>? set = null) => LiveNode.StartAsync(_folder, options =>
    {
        (options.Rpc, options.Environment) = ("0.0.0.0:0", "prod");
        (options.Tls.CertificateFile, options.Tls.KeyFile, options.Tls.ClientAuthorityFile) = (_node.CertificateFile, _node.KeyFile, _authority.WriteTo(_folder));
        options.Give("reader", "elsewhere", "*", ["list"]);
        Name("orders", "URI:spiffe://prod/orders", "prod");
        Name("elsewhere", "URI:spiffe://test/orders", "test");
        set?.Invoke(options);

        void Name(string name, string certificate, string environment) => options.Tokens.Add(new TokenOptions
        {
            Name = name, CertificateName = certificate, Environment = environment, Namespace = "shop", Service = "orders*", Verbs = { "list", "register" },
        });
    });
}
