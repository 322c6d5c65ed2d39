using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Muster.Core;

namespace Muster.Server.Hosting;

/// <summary>A node as a process of its own: configuration, signals, systemd, exit code.</summary>
internal static class NodeProcess
{
    /// <summary>Runs until SIGTERM, SIGINT, SIGHUP or <paramref name="cancel"/>.</summary>
    /// <param name="configFile">JSON; null for none. Environment variables such as <c>MusterServer__Http</c> override it.</param>
    /// <param name="overrides">From the command line, such as <c>MusterServer:Http</c>; they override both.</param>
    /// <param name="errors">What an operator must mend is written here.</param>
    /// <param name="cancel">Stops the node as a signal does.</param>
    /// <returns>0 after a clean stop, 1 when the node failed, 2 when it could not start as it was told to.</returns>
    public static async Task<int> RunAsync(
        string? configFile, IReadOnlyDictionary<string, string?> overrides, TextWriter errors, CancellationToken cancel)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            var configuration = Configure(configFile, overrides);
            NodeLogging.Check(configuration);
            await using var node = await Node.StartAsync(
                NodeConfiguration.Read(configuration), TimeProvider.System, logging => NodeLogging.Configure(logging, configuration), asked.Token);
            if (node.Made is { } made) await errors.WriteLineAsync(made.Words(node.Rpc.Port, shown: Environment.GetEnvironmentVariable("JOURNAL_STREAM") is null));
            return await ServeAsync(node, asked.Token);
        }
        catch (StartRefusedException refused)
        {
            foreach (var fault in refused.Faults) await errors.WriteLineAsync($"muster server: {fault}");
            return 2;
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            return 0;   // stopped before it had started
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked.Cancel();
        }
    }

    private static async Task<int> ServeAsync(Node node, CancellationToken asked)
    {
        var systemd = new SystemdNotice(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(asked);
        systemd.Ready();
        var watchdog = WatchAsync(node, systemd, over.Token);
        var sweeping = IdleSweep.RunAsync(TimeProvider.System, over.Token);

        var stop = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, asked);
        var first = await Task.WhenAny(stop, node.Failed);
        systemd.Stopping();
        await over.CancelAsync();
        await Task.WhenAll(watchdog, sweeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await node.StopAsync("This node is stopping.");
        return first == stop ? 0 : 1;
    }

    /// <summary>A sign of life is given for the registry: whenever it has stepped.</summary>
    private static async Task WatchAsync(Node node, SystemdNotice systemd, CancellationToken over)
    {
        if (systemd.WatchdogEvery is not { } pause) return;

        using var timer = new PeriodicTimer(pause, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(over))
        {
            await node.Loop.StepAsync(new Input.Tick(), over);
            systemd.Alive();
        }
    }

    private static IConfigurationRoot Configure(string? file, IReadOnlyDictionary<string, string?> overrides)
    {
        if (file is not null && !File.Exists(file)) throw new StartRefusedException($"--config: there is no file {file}.");

        var sources = new ConfigurationBuilder();
        if (file is not null) sources.AddConfiguration(ReadFile(file));
        return sources.AddEnvironmentVariables().AddInMemoryCollection(overrides).Build();
    }

    private static IConfigurationRoot ReadFile(string file)
    {
        try
        {
            var settings = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false).Build();
            return settings.GetChildren().Any(section => string.Equals(section.Key, NodeOptions.Section, StringComparison.OrdinalIgnoreCase))
                ? settings
                : throw new StartRefusedException($"--config: {file} has no section {NodeOptions.Section}, in which the node's settings stand.");
        }
        catch (InvalidDataException fault)
        {
            throw new StartRefusedException($"--config: {file} is not valid JSON: {fault.InnerException?.InnerException?.Message ?? fault.InnerException?.Message ?? fault.Message}");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"--config: {file} cannot be read: {unread.Message}");
        }
    }
}
