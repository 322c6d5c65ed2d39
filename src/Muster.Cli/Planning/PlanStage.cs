using System.Diagnostics;
using Muster.Cli.CommandLine;
using Muster.Cli.Demo;

namespace Muster.Cli.Planning;

/// <summary>A registry of its own on free ports of this machine, whose CPU and memory are watched. Clears all of it away.</summary>
internal sealed class PlanStage : IAsyncDisposable
{
    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder;
    private readonly DemoProcess _registry;

    private PlanStage(DirectoryInfo folder, DemoProcess registry, string address) => (_folder, _registry, Address) = (folder, registry, address);

    public string Address { get; }

    /// <summary>CPU that the registry has used.</summary>
    public TimeSpan Cpu => ProcessClock.Of(_registry.Id);

    /// <summary>What the registry takes of the machine's memory now.</summary>
    public long MemoryBytes
    {
        get
        {
            using var process = Process.GetProcessById(_registry.Id);
            return process.WorkingSet64;
        }
    }

    /// <exception cref="CommandFailure">It does not come up.</exception>
    public static async Task<PlanStage> StartAsync(TimeProvider time, CancellationToken cancel)
    {
        DemoFolder.ClearLeftovers(Path.GetTempPath());
        var folder = DemoFolder.Create();
        var ports = DemoStage.FreePorts(2);
        var address = $"127.0.0.1:{ports[1]}";
        var registry = DemoProcess.Start(
            "registry",
            ["server", Leash.Option.Name, "--data", Path.Combine(folder.FullName, "data"), "--http", $"127.0.0.1:{ports[0]}", "--rpc", address],
            folder.FullName, time);
        var stage = new PlanStage(folder, registry, address);
        try
        {
            await stage.UpAsync(time, cancel);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task UpAsync(TimeProvider time, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var calls = new RegistryTarget(Address, "default", "", null).Open();
                await calls.KnockAsync(cancel);
                return;
            }
            catch (CommandFailure) when (!_registry.HasEnded && time.GetElapsedTime(began) < UpWithin)
            {
                await Task.Delay(Look, time, cancel);
            }
            catch (CommandFailure)
            {
                throw new CommandFailure(ExitCode.Failed, $"The registry to be measured did not come up. It printed:{Environment.NewLine}{await File.ReadAllTextAsync(_registry.LogPath, cancel)}");
            }
        }
    }
}
