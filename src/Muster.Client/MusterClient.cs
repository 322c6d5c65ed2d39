using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Balancing;
using Muster.Client.Credentials;
using Muster.Client.Outcomes;
using Muster.Client.Registrations;
using Muster.Client.Sessions;
using Muster.Client.Snapshots;
using Muster.Client.Telemetry;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Client;

/// <summary>
/// This process's part in the registry: it keeps one connection, its registrations and its lists, through every
/// outage, until it is disposed. Thread-safe; one a process is enough.
/// </summary>
public sealed class MusterClient : IServiceDirectory, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SnapshotStore _store;
    private readonly ClientLoop _loop;
    private readonly BalancerSetup _balancing;
    private readonly ClientGauges _gauges;
    private readonly TimeProvider _clock;
    private readonly List<RegisteredInstance> _registered = [];
    private readonly Lock _lock = new();
    private readonly Task _running;
    private Task _renewing = Task.CompletedTask;

    internal MusterClient(MusterOptions options, ICarrierDialer dialer, TimeProvider clock, Random random, ILoggerFactory logging)
    {
        OptionsFaults.Throw(options);
        _clock = clock;
        _store = new SnapshotStore(
            options.SnapshotFolder, options.Namespace, new SnapshotBounds(options.SnapshotMaximumAge), clock, logging.CreateLogger<SnapshotStore>());
        _loop = new ClientLoop(
            now => new Conversation(options, random, $"dotnet/{typeof(MusterClient).Assembly.GetName().Version?.ToString(3)}", now, Outcomes),
            dialer, new SnapshotWriter(_store, clock), clock, logging.CreateLogger<MusterClient>())
        {
            Token = new OwnToken(options.Token, options.TokenFile, logging.CreateLogger<OwnToken>()).Current,
        };
        _balancing = new BalancerSetup(
            options.Balancing, options.Zone, clock, new Chance((ulong)random.NextInt64()), logging.CreateLogger<Balancer>())
        {
            Outcomes = Outcomes,
            Consumer = XxHash64.Hash(options.ClientName, 0),
        };
        _gauges = new ClientGauges(_loop, clock, Registrations);
        _running = _loop.RunAsync(_stopping.Token);
    }

    /// <summary>How the client stands with the registry now.</summary>
    public ConnectionState State => _loop.Standing.State;

    /// <summary>What came of calls, until the registry is told.</summary>
    internal OutcomeTable Outcomes { get; } = new();

    internal ClientStanding Standing => _loop.Standing;

    /// <summary>Completes when the registry does not let this process in, for the first time or for good.</summary>
    internal Task Rejected => _loop.Rejected;

    /// <summary>Time since the client started.</summary>
    internal TimeSpan Elapsed => _loop.Now;

    internal IEnumerable<ServiceList> Lists => _loop.Cache.All;

    /// <summary>Where the registry sees this process, <c>host:port</c>; completes when one is first reached.</summary>
    internal Task<string> WhenSeen => _loop.WhenSeen;

    /// <summary>Completes when the registry refuses the list of a service that is followed.</summary>
    internal Task<Error> WhenRefused(string service) => _loop.Cache.Get(service).WhenRefused;

    /// <summary>Starts a client that logs nothing.</summary>
    /// <exception cref="MusterException">The options break a rule; the message names every fault.</exception>
    public static MusterClient Start(MusterOptions options) => Start(options, NullLoggerFactory.Instance);

    /// <summary>Starts a client. It connects in the background; nothing waits for the registry.</summary>
    /// <exception cref="MusterException">The options break a rule; the message names every fault.</exception>
    public static MusterClient Start(MusterOptions options, ILoggerFactory logging) => Start(options, TimeProvider.System, logging);

    internal static MusterClient Start(MusterOptions options, TimeProvider clock, ILoggerFactory logging)
    {
        OptionsFaults.Throw(options);
        var (own, random) = (OwnCertificate.Of(options, logging), new Random());
        var (transport, chance) = (TransportOf(options, own), random.NextDouble());
        var client = new MusterClient(options, new CarrierDialer(transport), clock, random, logging);
        if (own is null || !options.RenewCertificate) return client;

        var renewal = new CertificateRenewal(own, new RenewalCall(options.Registries, transport).AskAsync, chance, clock, logging.CreateLogger<CertificateRenewal>());
        client._renewing = Task.Run(() => renewal.RunAsync(client._stopping.Token));
        return client;
    }

    /// <summary>
    /// Follows a service and answers what is known of it now: the snapshot of an earlier run, or nothing yet. The
    /// registry's list follows as soon as it is reached.
    /// </summary>
    /// <exception cref="MusterException">The name breaks the grammar.</exception>
    public async Task<ServiceList> SubscribeAsync(string service, CancellationToken cancel = default)
    {
        if (Names.FaultInService(service) is { } fault) throw new MusterException(ErrorCode.Invalid, fault);
        _loop.Cache.Add(service);
        var saved = _store.Load(service);
        using var until = UntilDisposed(cancel);
        return await _loop.DoAsync((conversation, now) => conversation.Subscribe(service, saved, now), until.Token).ConfigureAwait(false);
    }

    /// <summary>Follows a service no more; its list can no longer be read.</summary>
    public async Task UnsubscribeAsync(string service, CancellationToken cancel = default)
    {
        using var until = UntilDisposed(cancel);
        await _loop.DoAsync((conversation, _) =>
        {
            conversation.Unsubscribe(service);
            return true;
        }, until.Token).ConfigureAwait(false);
        _loop.Forget(service);
    }

    /// <inheritdoc/>
    public ServiceList Get(string service) => _loop.Cache.Get(service).Current;

    /// <inheritdoc/>
    public IAsyncEnumerable<ServiceChange> WatchAsync(string service, CancellationToken cancel = default) =>
        _loop.Cache.Get(service).WatchAsync(cancel);

    /// <inheritdoc/>
    public Picked Pick(string service, ReadOnlySpan<char> key, ReadOnlySpan<ServiceInstance> except) =>
        _loop.Cache.Get(service).BalancerBy(_balancing).Pick(key, except);

    /// <summary>
    /// Where to count the calls of a service that this process answers. Whoever keeps an instance of it registered here tells the registry
    /// every 10 s; counts of a service without one are dropped.
    /// </summary>
    /// <exception cref="MusterException">The name breaks the grammar.</exception>
    public AnsweredCalls Answering(string service)
    {
        if (Names.FaultInService(service) is { } fault) throw new MusterException(ErrorCode.Invalid, fault);
        return new(service, Outcomes.Answered(service));
    }

    /// <summary>
    /// Says what an operator's instruction of that name does in this process. It is called once for each instruction, however often that
    /// arrives; a failure, and an end after the instruction's deadline, is told in the operator's receipt. <c>drain</c>, <c>resume</c> and
    /// <c>refresh</c> have a meaning without it, and call it after the SDK's own part. The last one given for a name holds.
    /// </summary>
    /// <param name="name">1 to 64 letters, digits and <c>. _ -</c>.</param>
    /// <param name="handle">Gets the arguments; is cancelled at the deadline, and when the client ends.</param>
    /// <exception cref="MusterException">The name breaks the grammar.</exception>
    public void OnInstruction(string name, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task> handle) =>
        _loop.Instructions.Set(name, handle);

    /// <summary>
    /// Registers an instance, waits until the registry has accepted it, and keeps it registered until it is disposed.
    /// Cancelling gives up the wait, not the registration: it stands as soon as a registry is reached. Disposing the
    /// client gives up both.
    /// </summary>
    /// <exception cref="MusterException">The registry refused, the instance or this process; the message says why. What can be mended there is asked for again.</exception>
    public async Task<RegisteredInstance> RegisterAsync(string service, InstanceDescription instance, CancellationToken cancel = default)
    {
        using var activity = ClientActivity.Register(service, instance.Id);
        using var until = UntilDisposed(cancel);
        var registered = await DeclareAsync(service, instance, until.Token).ConfigureAwait(false);
        if (await registered.WhenDecided.WaitAsync(until.Token).ConfigureAwait(false) is not { } error) return registered;

        activity?.SetStatus(ActivityStatusCode.Error, error.Message);
        throw new MusterException(error);
    }

    /// <summary>Registers an instance as soon as a registry is reached, and does not wait for that.</summary>
    internal async Task<RegisteredInstance> DeclareAsync(string service, InstanceDescription instance, CancellationToken cancel)
    {
        var wire = instance.ToWire();
        if (wire.CalculateSize() is > Limits.InstanceBytes and var bytes)   // it would not fit a frame, and hold up the others
            throw new MusterException(ErrorCode.Invalid, $"instance {Names.Quote(instance.Id)} has {bytes} bytes in all; the limit is {Limits.InstanceBytes}.");

        using var until = UntilDisposed(cancel);
        var (intent, decided) = await _loop.DoAsync((conversation, _) =>
        {
            var wanted = conversation.Want(service, wire, instance.Probe?.ToWire());
            return (wanted, wanted.Settled.WhenDecided);
        }, until.Token).ConfigureAwait(false);
        var registered = new RegisteredInstance(_loop, intent, decided, _clock, Forget);
        lock (_lock)
        {
            _registered.RemoveAll(static before => before.WhenOver.IsCompleted);
            _registered.Add(registered);
        }

        return registered;
    }

    /// <summary>Says goodbye for every registered instance, writes the snapshots, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        RegisteredInstance[] registered;
        lock (_lock) registered = [.. _registered];
        await Task.WhenAll(registered.Select(instance => instance.DisposeAsync().AsTask())).ConfigureAwait(false);
        if (_running.IsCompleted) return;   // disposed before
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running, _renewing).ConfigureAwait(false);
        _gauges.Dispose();
        _stopping.Dispose();
    }

    private void Forget(RegisteredInstance left)
    {
        lock (_lock) _registered.Remove(left);
    }

    /// <summary>Nobody waits for a client that has ended.</summary>
    private CancellationTokenSource UntilDisposed(CancellationToken cancel) =>
        CancellationTokenSource.CreateLinkedTokenSource(cancel, _stopping.Token);

    private IntentState[] Registrations()
    {
        lock (_lock) return [.. _registered.Select(instance => instance.State)];
    }

    private static RpcChannelOptions TransportOf(MusterOptions options, OwnCertificate? own)
    {
        if (own is null && options.CertificateAuthorityFile.Length == 0) return new RpcChannelOptions();
        X509Certificate2Collection? authorities = options.CertificateAuthorityFile.Length > 0 ? [] : null;
        authorities?.ImportFromPemFile(options.CertificateAuthorityFile);
        return new RpcChannelOptions { Tls = new RpcTlsOptions { Authorities = authorities, Certificate = own is null ? null : own.Current } };
    }
}
