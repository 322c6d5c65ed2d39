using System.Diagnostics;
using System.Threading.Channels;

namespace Muster.Testing.Processes;

/// <summary>A real process, with every line that it prints. It ends with this object.</summary>
internal class WatchedProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // of a slow and busy machine

    private readonly Process _process;
    private readonly List<string> _printed = [];   // guarded by itself
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <param name="start">What it prints is redirected here.</param>
    public WatchedProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Printed
    {
        get
        {
            lock (_printed) return string.Join('\n', _printed);
        }
    }

    /// <summary>The next line that contains a text.</summary>
    public async Task<string> PrintsAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(patience.Token);
                if (line.Contains(text, StringComparison.Ordinal)) return line;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{text}' was not printed within {Patience.TotalSeconds} s, but:\n{Printed}");
        }
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as systemd would, and answers how it ended.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndsAsync();
    }

    public Task<int> EndsAsync() => EndsAsync(Patience);

    /// <summary>Waits for its end, and answers its exit code.</summary>
    public async Task<int> EndsAsync(TimeSpan within)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(within);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It did not end within {within.TotalSeconds} s. It printed:\n{Printed}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_printed) _printed.Add(line);
        _lines.Writer.TryWrite(line);
    }
}
