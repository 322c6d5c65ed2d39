using Google.Protobuf;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;
using Muster.Server.Tests.Rpc;

namespace Muster.Server.Tests.Access;

/// <summary>Every RPC method and every frame of a conversation asks for one right, and for nothing less. One that is not in the tables fails the test.</summary>
public sealed class RpcRights : IDisposable
{
    private const string AnyToken = "any token", OwnSession = "own session", InItself = "what is shown with it";

    private static readonly Right[] Methods =
    [
        new("/muster.v1.Registry/Connect", OwnSession, (_, _) => Task.CompletedTask),   // frame by frame, below
        new("/muster.v1.Registry/ListNamespaces", AnyToken, (channel, with) => channel.CallAsync(RegistryMethods.ListNamespaces, new(), with, Cancel)),
        new("/muster.v1.Registry/ListServices", "list", (channel, with) => channel.CallAsync(RegistryMethods.ListServices, new() { Namespace = "shop" }, with, Cancel), AnyPart: true),
        new("/muster.v1.Registry/ListInstances", "list", (channel, with) => channel.CallAsync(RegistryMethods.ListInstances, new() { Namespace = "shop", Service = "orders" }, with, Cancel)),
        new("/muster.v1.Registry/Watch", "subscribe", WatchAsync),
        new("/muster.v1.Admin/ListOverlays", "list", (channel, with) => channel.CallAsync(AdminMethods.ListOverlays, new() { Namespace = "shop", Service = "orders" }, with, Cancel)),
        new("/muster.v1.Admin/EditOverlays", "operate", (channel, with) => channel.CallAsync(AdminMethods.EditOverlays, Weighing(), with, Cancel)),
        new("/muster.v1.Admin/Bury", "operate", (channel, with) => EvenIfNoneAsync(channel.CallAsync(AdminMethods.Bury, new() { Namespace = "shop", Service = "orders", Ids = { "nobody" }, Reason = "r" }, with, Cancel))),
        new("/muster.v1.Admin/Instruct", "instruct", (channel, with) => EvenIfNoneAsync(channel.CallAsync(AdminMethods.Instruct, new() { Namespace = "shop", Service = "orders", Instance = "nobody", Command = "drain" }, with, Cancel))),
        new("/muster.v1.Admin/AwaitKnown", "operate", (channel, with) => channel.CallAsync(AdminMethods.AwaitKnown, new() { Namespace = "shop", Service = "orders", WithinMs = 1 }, with, Cancel)),
        new("/muster.v1.Admin/Explain", "list", (channel, with) => channel.CallAsync(AdminMethods.Explain, new() { Namespace = "shop", Service = "orders", Id = "o-1" }, with, Cancel)),
        new("/muster.v1.Admin/ListPast", "list", (channel, with) => channel.CallAsync(AdminMethods.ListPast, new() { Namespace = "shop", Service = "orders" }, with, Cancel)),
        new("/muster.v1.Admin/Backup", "admin", BackupAsync, OfAll: true),
        new("/muster.v1.Admin/ListPersistent", "list", (channel, with) => channel.CallAsync(AdminMethods.ListPersistent, new() { Namespace = "shop", Service = "orders" }, with, Cancel)),
        new("/muster.v1.Admin/PutPersistent", "operate", (channel, with) => channel.CallAsync(AdminMethods.PutPersistent, Persisting(), with, Cancel)),
        new("/muster.v1.Admin/RemovePersistent", "operate", RemoveAsync),
        new("/muster.v1.Admin/ListAudit", "admin", (channel, with) => channel.CallAsync(AdminMethods.ListAudit, new(), with, Cancel), OfAll: true),
        new("/muster.v1.Admin/ListTokens", AnyToken, (channel, with) => channel.CallAsync(AdminMethods.ListTokens, new(), with, Cancel)),
        new("/muster.v1.Admin/RotateToken", "admin", (channel, with) => EvenIfNoneAsync(channel.CallAsync(AdminMethods.RotateToken, new() { Name = "one" }, with, Cancel)), OfAll: true),
        new("/muster.v1.Admin/RevokeToken", "admin", (channel, with) => EvenIfNoneAsync(channel.CallAsync(AdminMethods.RevokeToken, new() { Name = "one" }, with, Cancel)), OfAll: true),
        new("/muster.v1.Admin/CreateToken", "admin", (channel, with) => EvenIfNoneAsync(channel.CallAsync(AdminMethods.CreateToken, new() { Name = "one", Namespace = "shop", Service = "orders", May = { "admin" } }, with, Cancel))),
        new("/muster.v1.Admin/Join", InItself, (_, _) => Task.CompletedTask),               // a join token: Joining
        new("/muster.v1.Admin/RenewCertificate", InItself, (_, _) => Task.CompletedTask),   // the certificate: Joining
        new("/muster.v1.Admin/RenewNodeCertificate", "admin", (channel, with) => EvenIfNoneAsync(channel.CallAsync(AdminMethods.RenewNodeCertificate, new(), with, Cancel)), OfAll: true),
        new("/muster.v1.Admin/GetPolicy", "list", (channel, with) => channel.CallAsync(AdminMethods.GetPolicy, new(), with, Cancel), OfAll: true),
        new("/muster.v1.Admin/ListPolicies", "list", (channel, with) => channel.CallAsync(AdminMethods.ListPolicies, new(), with, Cancel), OfAll: true),
        new("/muster.v1.Admin/TryPolicy", "admin", (channel, with) => channel.CallAsync(AdminMethods.TryPolicy, new(), with, Cancel), OfAll: true),
        new("/muster.v1.Admin/ApplyPolicy", "admin", (channel, with) => channel.CallAsync(AdminMethods.ApplyPolicy, new() { Reason = "r" }, with, Cancel), OfAll: true),
    ];

    /// <summary>What a frame needs; the session that it is said in is the caller's own in any case.</summary>
    private static readonly Dictionary<Up.FrameOneofCase, string> Frames = new()
    {
        [Up.FrameOneofCase.Hello] = "any right in the namespace",
        [Up.FrameOneofCase.Register] = "register",
        [Up.FrameOneofCase.Subscribe] = "subscribe",
        [Up.FrameOneofCase.Report] = "subscribe",          // of calls that it made; of what it answered, its own instances count alone
        [Up.FrameOneofCase.Deregister] = OwnSession,       // takes out what it holds itself
        [Up.FrameOneofCase.Unsubscribe] = OwnSession,
        [Up.FrameOneofCase.Heartbeat] = OwnSession,
        [Up.FrameOneofCase.Pong] = OwnSession,
        [Up.FrameOneofCase.Applied] = OwnSession,
        [Up.FrameOneofCase.Detect] = "detect",
        [Up.FrameOneofCase.InstructionResult] = OwnSession,   // counts from who holds the instance that was instructed
        [Up.FrameOneofCase.ProbeResults] = OwnSession,     // answers what it was asked itself
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-rights-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_method_and_every_frame_is_in_a_table()
    {
        var declared = typeof(Hello).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IMessage))).Select(type => ((IMessage)Activator.CreateInstance(type)!).Descriptor.File)
            .Where(file => file.Package is "muster.v1").DistinctBy(file => file.Name)
            .SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(method => $"/{method.Service.FullName}/{method.Name}");

        Assert.Equal(declared.Order(StringComparer.Ordinal), Methods.Select(right => right.Method).Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<Up.FrameOneofCase>().Where(frame => frame is not Up.FrameOneofCase.None).Order(), Frames.Keys.Order());
    }

    [Fact]
    public async Task Each_method_is_open_to_whom_it_should_be_and_closed_to_all_others()
    {
        await using var node = await StartAsync();
        await using var provider = await node.DialAsync();
        await provider.HelloAsync(token: "all-register");
        await provider.RegisterAsync("orders", "o-1");
        using var channel = new RpcChannel(node.Address, new());
        var wrong = new List<string>();

        foreach (var right in Methods.Where(right => right.Verb is not (OwnSession or InItself)))
        {
            await ExpectAsync(right, "unheard-of", allowed: false);
            if (right.Verb == AnyToken)
            {
                await ExpectAsync(right, "elsewhere", allowed: true);
                continue;
            }

            await ExpectAsync(right, $"all-{right.Verb}", allowed: true);
            await ExpectAsync(right, $"only-{right.Verb}", allowed: !right.OfAll);
            await ExpectAsync(right, $"but-{right.Verb}", allowed: false);
            await ExpectAsync(right, "elsewhere", allowed: false);
            await ExpectAsync(right, "stock", allowed: right.AnyPart);
        }

        Assert.Empty(wrong);

        async Task ExpectAsync(Right right, string token, bool allowed)
        {
            try
            {
                await right.Ask(channel, TokenSetup.With(token));
                if (!allowed) wrong.Add($"{right.Method} is open to '{token}'");
            }
            catch (RpcException refused) when (refused.Code is RpcStatusCode.PermissionDenied or RpcStatusCode.Unauthenticated)
            {
                if (allowed) wrong.Add($"{right.Method} is closed to '{token}': {refused.Message}");
            }
        }
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("lean")]
    public async Task Each_frame_does_what_the_token_covers_and_nothing_else(string carrier)
    {
        await using var node = await StartAsync();

        Assert.Equal(ErrorCode.Unauthenticated, await HelloErrorAsync("unheard-of"));
        Assert.Equal(ErrorCode.Forbidden, await HelloErrorAsync("elsewhere"));

        await using var holder = await DialAsync("all-register");
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await holder.RegisterAsync("orders", $"held-{carrier}")).Outcome);
        foreach (var (token, registers, subscribes) in new[] { ("only-register", true, false), ("only-subscribe", false, true), ("but-register", false, true), ("but-subscribe", true, false), ("stock", false, false) })
        {
            await using var client = await DialAsync(token);
            Assert.Equal(registers ? RegistrationResult.Types.Outcome.Accepted : RegistrationResult.Types.Outcome.Refused, (await client.RegisterAsync("orders", $"{token}-{carrier}")).Outcome);
            Assert.Equal(subscribes, (await client.SubscribeAsync("orders")).Refused is null);

            await client.SendAsync(new Up { Report = new Report { PeriodMs = 10_000, Made = { new CallCounts { Service = "stockings", Id = "x", Api = "a", Total = 1 } } } });
            await client.SendAsync(new Up { Deregister = new Deregister { Request = 77, Instances = { new InstanceKey { Service = "orders", Id = $"held-{carrier}" } } } });
            Down? answer;
            do answer = await client.ReceiveAsync();
            while (answer?.Registered?.Request != 77);
            Assert.Equal(RegistrationResult.Types.Outcome.Replaced, answer.Registered.Results.Single().Outcome);   // it is another's
        }

        await using var detector = await DialAsync("but-detect");
        await detector.SendAsync(new Up { Detect = new Detect { Location = "east" } });
        Assert.Equal(ErrorCode.Forbidden, (await detector.ReceiveAsync())?.Refused?.Error.Code);

        async Task<PlainClient> DialAsync(string token)
        {
            var client = carrier == "grpc" ? await node.DialAsync() : await node.DialLeanAsync();
            await client.HelloAsync(token);
            return client;
        }

        async Task<ErrorCode?> HelloErrorAsync(string token)
        {
            await using var client = carrier == "grpc" ? await node.DialAsync() : await node.DialLeanAsync();
            await client.SendAsync(new Up { Hello = new Hello { Protocol = 1, Namespace = "shop", Token = token } });
            return (await client.ReceiveAsync())?.Refused?.Error.Code;
        }
    }

    /// <summary>Whether there is such a token is not the question.</summary>
    private static async Task EvenIfNoneAsync(Task asked)
    {
        try
        {
            await asked;
        }
        catch (RpcException answered) when (answered.Code is RpcStatusCode.NotFound or RpcStatusCode.AlreadyExists)
        {
            // He may, and it was done before, or there was nothing to do.
        }
    }

    private static async Task BackupAsync(RpcChannel channel, RpcCallOptions with)
    {
        await foreach (var _ in channel.StreamAsync(AdminMethods.Backup, new BackupRequest(), with, Cancel))
        {
            // All of it.
        }
    }

    private static async Task WatchAsync(RpcChannel channel, RpcCallOptions with)
    {
        await using var watch = channel.StreamAsync(RegistryMethods.Watch, new() { Namespace = "shop", Service = "orders" }, with, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await watch.MoveNextAsync());
    }

    private static PutPersistentRequest Persisting() => new() { Namespace = "shop", Service = "orders", Reason = "r", Instance = new Instance { Id = "kept", Addresses = { "http://10.0.0.9:80" } } };

    /// <summary>Each caller takes out what the one before him has left.</summary>
    private static async Task RemoveAsync(RpcChannel channel, RpcCallOptions with)
    {
        await channel.CallAsync(AdminMethods.PutPersistent, Persisting(), TokenSetup.With("all-operate"), Cancel);
        await channel.CallAsync(AdminMethods.RemovePersistent, new() { Namespace = "shop", Service = "orders", Id = "kept", Reason = "r" }, with, Cancel);
    }

    private static EditOverlaysRequest Weighing() => new()
    {
        Namespace = "shop", Service = "orders", Reason = "r", Keep = true, Edits = { new OverlayEdit { Id = "o-1", Overlay = new Overlay { Weight = 5 } } },
    };

    private Task<LiveNode> StartAsync() => LiveNode.StartAsync(_folder, options =>
    {
        string[] verbs = [.. Enum.GetNames<Verb>().Select(verb => verb.ToLowerInvariant())];
        foreach (var verb in verbs)
        {
            options.Give($"only-{verb}", "shop", "orders", [verb]);
            options.Give($"all-{verb}", "*", "*", [verb]);
            options.Give($"but-{verb}", "*", "*", verbs.Except([verb]));
        }

        options.Give("stock", "shop", "stock", verbs);
        options.Give("elsewhere", "prod", "*", verbs);
    });

    private sealed record Right(string Method, string Verb, Func<RpcChannel, RpcCallOptions, Task> Ask, bool OfAll = false, bool AnyPart = false);
}
