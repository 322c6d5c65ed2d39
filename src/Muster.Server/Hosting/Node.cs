using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Server.Audit;
using Muster.Server.Control;
using Muster.Server.Detectors;
using Muster.Server.History;
using Muster.Server.Rpc;
using Muster.Server.Storage;

namespace Muster.Server.Hosting;

/// <summary>One registry process, or as much of one as a test needs. Owns its loops, its ports and its folder.</summary>
/// <remarks>
/// Start: folder, epoch and facts, registry, ports. Stop, the other way round: every client is told to go and has
/// <see cref="StopWithin"/> to take it, the facts are written down for the last time, and the registry comes last.
/// </remarks>
internal sealed partial class Node : IAsyncDisposable
{
    /// <summary>How long the clients have to go: longer than both <see cref="RegistryConnection.Farewell"/> and <see cref="RpcFarewell.Patience"/> take together.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(8);

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _left;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly RegistryLoop _loop;
    private readonly Checkpointer _checkpointer;
    private readonly ILogger _logger;
    private readonly Task _stepping;
    private readonly Task _journaling;
    private readonly Task[] _serving;   // loops that stop before the facts are written down
    private bool _served;
    private bool _stopped;

    private Node(WebApplication app, NodeTls tls, CancellationTokenSource left)
    {
        (_app, _left) = (app, left);
        _logger = app.Services.GetRequiredService<ILogger<Node>>();
        _loop = app.Services.GetRequiredService<RegistryLoop>();
        _checkpointer = app.Services.GetRequiredService<Checkpointer>();
        _stepping = Task.Run(() => _loop.RunAsync(_ending.Token));
        _journaling = Task.Run(() => app.Services.GetRequiredService<Journal>().RunAsync(_loop.Views, _ending.Token));
        _serving =
        [
            Task.Run(() => _checkpointer.RunAsync(_loop, _stopping.Token)),
            Task.Run(() => app.Services.GetRequiredService<ControlFeed>().RunAsync(_loop, _stopping.Token)),
            Task.Run(() => app.Services.GetRequiredService<AuditTrail>().RunAsync(_stopping.Token)),
            Task.Run(() => app.Services.GetRequiredService<OwnDetector>().RunAsync(_loop, _stopping.Token)),
        ];
        if (tls.Certificate is { } certificate) _serving = [.. _serving, Task.Run(() => certificate.RunAsync(_logger, _stopping.Token))];
    }

    /// <summary>Where the API listens.</summary>
    public IPEndPoint Http { get; private set; } = new(0, 0);

    /// <summary>Where conversations are taken.</summary>
    public IPEndPoint Rpc { get; private set; } = new(0, 0);

    public RegistryLoop Loop => _loop;

    /// <summary>What the node made for its guard at this start; null where it was given all.</summary>
    public FirstGuard? Made { get; private set; }

    /// <summary>Completes when one of the node's loops has ended by itself, which is a bug: the node must stop.</summary>
    public Task Failed => Task.WhenAny(Loops);

    private Task[] Loops => [_stepping, _journaling, .. _serving];

    /// <summary>Starts a node; when it answers, both ports are open.</summary>
    /// <exception cref="StartRefusedException">An operator must mend something first.</exception>
    public static async Task<Node> StartAsync(NodeOptions options, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken cancel)
    {
        if (NodeOptionsFaults.Of(options).ToList() is { Count: > 0 } faults) throw new StartRefusedException(faults);

        var left = new CancellationTokenSource();
        DataFolder? folder = null;
        ControlStore? control = null;
        WebApplication? app = null;
        Node? node = null;
        try
        {
            folder = DataFolder.OpenToServe(options.DataDir);
            var tls = NodeTls.Of(options, folder, time);
            var engine = new SqliteControl(ControlFile.Open(folder.Control));
            var secret = options is { IsClosed: true, Tokens.Count: 0 } ? await FirstAdmin.MakeAsync(engine, options.Environment, folder.AdminToken, time.GetUtcNow(), cancel) : null;
            control = await ControlStore.OpenAsync(engine, time, cancel);
            var builder = WebApplication.CreateEmptyBuilder(new());
            logging(builder.Logging);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
            builder.Services.AddSingleton(time).AddSingleton(tls).AddSingleton(tls.Authority).AddNodeParts(options, folder, control, left.Token);
            builder.Listen(options, tls, time);

            app = builder.Build();
            node = new Node(app, tls, left);
            app.Answer();
            (node.Http, node.Rpc) = await app.OpenAsync(options, cancel);
            app.Services.GetRequiredService<NodeHealth>().Set(serving: true);
            node._served = true;
            node.Made = secret is null ? null : new(secret, folder.AdminToken, tls.Authority.IsUsed ? tls.Authority.AuthorityFile : null) { InCleartext = !tls.IsOn };
            node.LogStart(options, folder.Path);
            return node;
        }
        catch
        {
            if (node is not null)
            {
                await node.DisposeAsync();
            }
            else
            {
                if (app is not null) await app.DisposeAsync();
                left.Dispose();
            }

            if (control is not null) await control.DisposeAsync();
            folder?.Dispose();
            throw;
        }
    }

    /// <summary>Tells every client to go, writes the facts down, and ends. Once.</summary>
    /// <param name="reason">Told to the clients.</param>
    public async Task StopAsync(string reason)
    {
        if (_stopped) return;
        _stopped = true;

        _app.Services.GetRequiredService<NodeHealth>().Set(serving: false);
        await WhileSteppingAsync(() => _loop.StepAsync(new Input.Leave(reason), CancellationToken.None));
        await _left.CancelAsync();
        await SeeOffAsync();
        await _app.StopAsync();

        await _stopping.CancelAsync();
        await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var written = false;
        if (_served || !_app.Services.GetRequiredService<RegistryOptions>().FactsWereLost)   // a refused start knows no better than the run before
            await WhileSteppingAsync(async () => written = await _checkpointer.FinishAsync(_loop));

        await _ending.CancelAsync();
        await _stepping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _journaling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Loops.Select(loop => loop.Exception).FirstOrDefault(fault => fault is not null)?.InnerException is { } bug) Log.Failed(_logger, bug);
        else if (_served && written) Log.Stopped(_logger);
        else if (_served) Log.StoppedUnwritten(_logger);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync("This node is stopping.");
        await _app.DisposeAsync();
        _left.Dispose();
        _stopping.Dispose();
        _ending.Dispose();
    }

    /// <summary>Waits until every caller has his answer and has closed his side, as far as he does so in time.</summary>
    private async Task SeeOffAsync()
    {
        try
        {
            await _app.Services.GetRequiredService<OpenCalls>().WhenNone()
                .WaitAsync(RegistryConnection.Farewell + RpcFarewell.Patience, _app.Services.GetRequiredService<TimeProvider>());
        }
        catch (TimeoutException)
        {
            // The web server cuts off who is left.
        }
    }

    /// <summary>Asks something of the registry, unless it has failed: then there is nothing left to ask.</summary>
    private static async Task WhileSteppingAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (ChannelClosedException)
        {
            // The failure itself is logged at the end.
        }
    }

    private void LogStart(NodeOptions options, string folder)
    {
        var epoch = _app.Services.GetRequiredService<RegistryOptions>().Epoch;
        Log.Started(_logger, Http, Rpc, folder, epoch);
        if (options.Insecure) Log.Insecure(_logger);
    }
}
