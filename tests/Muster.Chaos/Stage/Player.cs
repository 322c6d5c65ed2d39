using System.Diagnostics;

namespace Muster.Chaos.Stage;

/// <summary>One process, on a leash, with all that it prints in a file. Ends with this object.</summary>
internal sealed class Player : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);   // LeaveFor and the host's own limit, on a busy machine

    private readonly Process _process;
    private readonly TextWriter _printed;

    private Player(string name, Process process, TextWriter printed)
    {
        (Name, _process, _printed) = (name, process, printed);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    public bool HasEnded => _process.HasExited;

    public static Player Start(string name, string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, program), arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        foreach (var variable in start.Environment.Keys.Where(static key => key.StartsWith("Muster", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_TieredPGO"] = "0";   // many short lives on few cores
        return new(name, Process.Start(start)!, TextWriter.Synchronized(File.AppendText(Path.Combine(folder, $"{name}.printed"))));
    }

    /// <summary>SIGSTOP: it stands still, with all its connections open, until it is told to go on.</summary>
    public Task PauseAsync(CancellationToken cancel) => SignalAsync("STOP", cancel);

    public Task GoOnAsync(CancellationToken cancel) => SignalAsync("CONT", cancel);

    /// <summary>SIGTERM, as a deployment would send it; returns when the process has ended.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        await SignalAsync("TERM", cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new StageException($"{Name} (process {_process.Id}) did not end within {Patience.TotalSeconds} s of SIGTERM.");
        }
    }

    /// <summary>kill -9: no word to anybody.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        await _printed.DisposeAsync();
    }

    private async Task SignalAsync(string name, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancel);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        _printed.WriteLine(line.Data);
        _printed.Flush();
    }
}
