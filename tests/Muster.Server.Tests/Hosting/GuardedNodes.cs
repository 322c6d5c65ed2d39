using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>A node that is reachable from elsewhere: TLS and tokens; and the starts that are refused.</summary>
public sealed class GuardedNodes : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-guarded-").FullName;
    private readonly TestCertificate _certificate;

    public GuardedNodes() => _certificate = new(_folder);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RpcChannelOptions Trusting => new() { Tls = new() { Authorities = [_certificate.Authority] } };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_token_opens_what_it_covers_and_nothing_else()
    {
        await using var node = await StartGuardedAsync();
        await using var client = await node.DialAsync(Trusting, $"https://127.0.0.1:{node.Rpc.Port}");
        await client.HelloAsync(token: "open sesame");

        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await client.RegisterAsync("orders", "orders-1")).Outcome);
        var refused = await client.RegisterAsync("billing", "billing-1");

        Assert.Equal(RegistrationResult.Types.Outcome.Refused, refused.Outcome);
        Assert.Equal("Caller 'shop' may not register service 'billing' in namespace 'shop'. Ask an operator for a token that covers it.", refused.Error.Message);
    }

    [Fact]
    public async Task Lean_frames_are_spoken_under_tls_to_who_has_the_token()
    {
        await using var node = await StartGuardedAsync();
        await using var client = await node.DialLeanAsync(Trusting, $"https://127.0.0.1:{node.Rpc.Port}");
        await client.HelloAsync(token: "open sesame");
        await using var stranger = await node.DialLeanAsync(Trusting, $"https://127.0.0.1:{node.Rpc.Port}");
        await stranger.SendAsync(new Up { Hello = new Hello { Protocol = 1, Namespace = "shop", Token = "guess" } });

        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await client.RegisterAsync("orders", "orders-1")).Outcome);
        Assert.Equal("This registry does not know the token. Check that it belongs to this environment and was not revoked.", (await stranger.ReceiveAsync())?.Refused.Error.Message);
        Assert.Null(await stranger.ReceiveAsync());
    }

    [Theory]
    [InlineData("", "No token was given. Set one in the client's configuration, or in MUSTER_TOKEN for the command line.")]
    [InlineData("guess", "This registry does not know the token. Check that it belongs to this environment and was not revoked.")]
    public async Task Who_has_no_right_is_told_so_at_Hello(string token, string message)
    {
        await using var node = await StartGuardedAsync();
        await using var client = await node.DialAsync(Trusting, $"https://127.0.0.1:{node.Rpc.Port}");

        await client.SendAsync(new Up { Hello = new Hello { Protocol = 1, Namespace = "shop", Token = token } });

        Assert.Equal(message, (await client.ReceiveAsync())?.Refused.Error.Message);
        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Lists_show_a_caller_what_he_may_see()
    {
        await using var node = await StartGuardedAsync();
        await using var client = await node.DialAsync(Trusting, $"https://127.0.0.1:{node.Rpc.Port}");
        await client.HelloAsync(token: "open sesame");
        await client.RegisterAsync("orders", "orders-1");
        using var channel = new RpcChannel($"https://127.0.0.1:{node.Rpc.Port}", Trusting);

        var mine = await channel.CallAsync(RegistryMethods.ListServices, new() { Namespace = "shop" }, With("open sesame"), Cancel);
        var others = await channel.CallAsync(RegistryMethods.ListNamespaces, new(), With("elsewhere"), Cancel);
        var refused = await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(RegistryMethods.ListServices, new() { Namespace = "shop" }, With("elsewhere"), Cancel));
        var unknown = await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(RegistryMethods.ListNamespaces, new(), default, Cancel));

        Assert.Equal(["orders"], mine.Services.Select(service => service.Service));
        Assert.Empty(others.Namespaces);
        Assert.Equal(RpcStatusCode.PermissionDenied, refused.Code);
        Assert.Equal(RpcStatusCode.Unauthenticated, unknown.Code);
    }

    [Fact]
    public async Task A_port_that_another_process_has_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Assert.Equal(
            $"MusterServer:Rpc: another process listens on {taken.LocalEndpoint}. Stop it, or choose another port with --rpc.",
            await RefusalAsync(options => options.Rpc = taken.LocalEndpoint.ToString()!));
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named() =>
        Assert.Equal(
            "MusterServer:Http: 192.0.2.1 is not an address of this machine. Choose one that is with --http.",
            await RefusalAsync(options => (options.Http, options.Insecure) = ("192.0.2.1:7500", true)));

    [Fact]
    public async Task A_refused_start_leaves_the_folder_free()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await RefusalAsync(options => options.Rpc = taken.LocalEndpoint.ToString()!);

        await using var node = await LiveNode.StartAsync(_folder);

        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task A_certificate_file_that_is_not_there_is_named()
    {
        var file = Path.Combine(_folder, "none.pem");

        Assert.Equal(
            $"MusterServer:Tls:CertificateFile: {file} cannot be read: Could not find file '{file}'.",
            await RefusalAsync(options => (options.Tls.CertificateFile, options.Tls.KeyFile) = (file, _certificate.KeyFile)));
    }

    [Fact]
    public async Task A_file_without_a_certificate_is_named() =>
        Assert.Equal(
            $"MusterServer:Tls:CertificateFile: {_certificate.KeyFile} holds no certificate. It must be PEM, with a block that starts with -----BEGIN CERTIFICATE-----.",
            await RefusalAsync(options => (options.Tls.CertificateFile, options.Tls.KeyFile) = (_certificate.KeyFile, _certificate.KeyFile)));

    [Fact]
    public async Task A_key_of_another_certificate_is_named()
    {
        var other = new TestCertificate(_folder, "other");

        Assert.Equal(
            $"MusterServer:Tls:KeyFile: {other.KeyFile} does not hold the private key, in PEM and not encrypted, of the first certificate in {_certificate.CertificateFile}.",
            await RefusalAsync(options => (options.Tls.CertificateFile, options.Tls.KeyFile) = (_certificate.CertificateFile, other.KeyFile)));
    }

    private async Task<string> RefusalAsync(Action<NodeOptions> set) =>
        (await Assert.ThrowsAsync<StartRefusedException>(() => LiveNode.StartAsync(_folder, set))).Faults.Single();

    private Task<LiveNode> StartGuardedAsync() => LiveNode.StartAsync(_folder, options =>
    {
        options.Rpc = "0.0.0.0:0";
        (options.Tls.CertificateFile, options.Tls.KeyFile) = (_certificate.CertificateFile, _certificate.KeyFile);
        options.Tokens.Add(Token("shop", "open sesame", "shop", "orders*", "list", "subscribe", "register"));
        options.Tokens.Add(Token("other", "elsewhere", "test", "*", "list"));
    });

    private static TokenOptions Token(string name, string token, string @namespace, string service, params string[] verbs)
    {
        var options = new TokenOptions
        {
            Name = name,
            Namespace = @namespace,
            Service = service,
            Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))),
        };
        foreach (var verb in verbs) options.Verbs.Add(verb);
        return options;
    }

    private static RpcCallOptions With(string token)
    {
        var metadata = new RpcMetadata();
        metadata.Add("authorization", $"Bearer {token}");
        return new(Metadata: metadata);
    }
}
