using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;

namespace Muster.Server.Tests.Access;

/// <summary>A join token becomes a certificate, once; the certificate is a caller until it is revoked or ends; and the node's own is renewed under open streams.</summary>
public sealed class Joining : JoiningStage
{
    [Theory]
    [InlineData("grpc")]
    [InlineData("lean")]
    public async Task A_join_token_makes_one_certificate_that_opens_what_its_name_covers(string carrier)
    {
        await using var node = await StartAsync();
        var token = await CreateAsync(node, "orders-7", ["provider", "consumer"]);
        Assert.Equal(Authority.RawData, token.Authority.ToByteArray());

        var (certificate, shown) = await JoinAsync(node, token);

        Assert.Equal(["URI:muster://prod/provider+consumer/orders-7"], CertificateNames.In(certificate));
        await using var client = await DialAsync(node, carrier, shown);
        await client.HelloAsync(token: "");
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await client.RegisterAsync("orders", "o-1")).Outcome);
        Assert.Equal("Caller 'orders-7' may not register service 'billing' in namespace 'shop'. Ask an operator for a token that covers it.", (await client.RegisterAsync("billing", "b-1")).Error.Message);

        var listed = (await AskAsync(node, AdminMethods.ListTokens, new(), Boss)).Tokens.Single();
        Assert.Equal((certificate.SerialNumber.ToLowerInvariant(), true, true), (listed.Certificates.Single().Serial, listed.Join.UsedMs > 0, listed.Join.Sha256.IsEmpty));
        var audit = (await AskAsync(node, AdminMethods.ListAudit, new(), Boss)).Entries;
        Assert.Contains(audit, entry => entry is { By: "orders-7", What: "token orders-7", Reason: "joined", Outcome: "done" });
    }

    [Fact]
    public async Task A_used_an_ended_and_an_unknown_one_are_refused_by_name()
    {
        await using var node = await StartAsync();
        var used = await CreateAsync(node, "used", ["provider"]);
        await JoinAsync(node, used);
        var ended = await CreateAsync(node, "ended", ["provider"], withinMs: 1);
        var guessed = used.Clone();
        guessed.Secret = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32));

        Assert.Matches(@"^The join token of 'used' was used at .* from 127\.0\.0\.1:\d+, and is good once\. If that was not you, revoke 'used' now: 'muster token revoke used'\.$", await RefusalAsync(() => JoinAsync(node, used)));
        Assert.StartsWith("The join token of 'ended' ended at ", await RefusalAsync(() => JoinAsync(node, ended)), StringComparison.Ordinal);
        Assert.StartsWith("This registry does not know the join token of 'used', or it was revoked.", await RefusalAsync(() => JoinAsync(node, guessed)), StringComparison.Ordinal);
        Assert.Contains(node.Log.Lines, line => line.Line.StartsWith("The join token of used was shown again from 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_join_token_is_no_token_and_a_bad_request_does_not_use_it_up()
    {
        await using var node = await StartAsync();
        var token = await CreateAsync(node, "orders-7", ["owner"]);
        using var rsa = RSA.Create(2048);

        foreach (var request in new[] { ByteString.CopyFromUtf8("no request"), ByteString.CopyFrom(new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest()) })
            Assert.StartsWith("the request is no PKCS #10 request", await RefusalAsync(() => AskAsync(node, AdminMethods.Join, new JoinRequest { Name = token.Name, Secret = token.Secret, Request = request })), StringComparison.Ordinal);
        Assert.StartsWith("This registry does not know the token.", await RefusalAsync(() => AskAsync(node, AdminMethods.ListTokens, new(), JoinText.Prefix + "x")), StringComparison.Ordinal);

        await JoinAsync(node, token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revoked_by_name_or_serial_number_its_streams_go_before_the_answer_and_it_opens_nothing(bool bySerial)
    {
        await using var node = await StartAsync();
        var (certificate, shown) = await JoinAsync(node, await CreateAsync(node, "orders-7", ["provider"]));
        await using var lean = await DialAsync(node, "lean", shown);
        await lean.HelloAsync(token: "");
        await using var grpc = await DialAsync(node, "grpc", shown);
        await grpc.HelloAsync(token: "");

        await AskAsync(node, AdminMethods.RevokeToken, new RevokeTokenRequest { Name = "orders-7", SecretId = bySerial ? certificate.SerialNumber.ToLowerInvariant() : "" }, Boss);

        foreach (var stream in new[] { lean, grpc })
        {
            Assert.Equal("The token or certificate was revoked or has ended. Come back with one that holds.", (await stream.ReceiveAsync())?.GoAway.Reason);
            Assert.Null(await stream.ReceiveAsync());
        }

        await using var again = await DialAsync(node, "lean", shown);
        await again.SendAsync(new Up { Hello = new Hello { Protocol = 1, Namespace = "shop" } });
        Assert.Contains(" of 'CN=orders-7' no longer holds: it was revoked, ", (await again.ReceiveAsync())?.Refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_renewed_by_itself_alone_and_the_one_before_it_holds_on()
    {
        await using var node = await StartAsync();
        var (first, shown) = await JoinAsync(node, await CreateAsync(node, "orders-7", ["provider", "consumer"]));
        await using var stream = await DialAsync(node, "lean", shown);
        await stream.HelloAsync(token: "");

        Assert.StartsWith("Caller 'boss' has shown no certificate that this registry gave him", await RefusalAsync(() => RenewAsync(node, null, Boss)), StringComparison.Ordinal);
        var (second, showing) = await RenewAsync(node, shown);

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal(CertificateNames.In(first), CertificateNames.In(second));
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await stream.RegisterAsync("orders", "o-1")).Outcome);
        foreach (var good in new[] { shown, showing })
        {
            await using var client = await DialAsync(node, "lean", good);
            await client.HelloAsync(token: "");
        }

        for (var more = 2; more < CertificateDesk.Most; more++) (_, showing) = await RenewAsync(node, showing);
        Assert.True(await HoldsAsync(node, shown));
        await RenewAsync(node, showing);
        Assert.False(await HoldsAsync(node, shown));
        Assert.True(await HoldsAsync(node, showing));
    }

    [Fact]
    public async Task What_was_given_holds_over_a_restart()
    {
        RpcChannelOptions shown;
        await using (var node = await StartAsync()) (_, shown) = await JoinAsync(node, await CreateAsync(node, "orders-7", ["provider", "consumer"]));

        await using var again = await StartAsync();

        Assert.True(await HoldsAsync(again, shown));
    }

    [Fact]
    public async Task Nodes_are_let_in_by_who_administers_all_alone()
    {
        await using var node = await StartAsync();
        var request = new CreateTokenRequest { Name = "node-2", Namespace = "shop", Service = "*", May = { "node" }, Join = true };

        Assert.Equal("Caller 'shop-admin' may not admin the whole registry. Ask an operator for a token that covers it.", await RefusalAsync(() => AskAsync(node, AdminMethods.CreateToken, request, "shop-admin")));
        await AskAsync(node, AdminMethods.CreateToken, request, Boss);
    }

    [Fact]
    public async Task The_nodes_own_is_renewed_under_open_streams()
    {
        await using var node = await StartAsync();
        var trusting = new RpcChannelOptions { Tls = new() { Authorities = [Authority] } };
        await using var lean = await DialAsync(node, "lean", trusting);
        await lean.HelloAsync(token: Boss);
        await using var grpc = await DialAsync(node, "grpc", trusting);
        await grpc.HelloAsync(token: Boss);
        var before = await ShownAsync(node);

        var made = X509CertificateLoader.LoadCertificate((await AskAsync(node, AdminMethods.RenewNodeCertificate, new(), Boss)).Certificate.Span);

        Assert.NotEqual(before, made.SerialNumber);
        Assert.Equal(made.SerialNumber, await ShownAsync(node));
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await lean.RegisterAsync("orders", "o-1")).Outcome);
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await grpc.RegisterAsync("orders", "o-2")).Outcome);
        Assert.Contains((await AskAsync(node, AdminMethods.ListAudit, new(), Boss)).Entries, entry => entry is { By: Boss, What: "certificate of the node", Outcome: "done" } && string.Equals(entry.After, made.SerialNumber, StringComparison.OrdinalIgnoreCase));
    }
}
