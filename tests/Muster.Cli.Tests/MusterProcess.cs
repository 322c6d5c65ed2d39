using System.Diagnostics;
using System.Threading.Channels;

namespace Muster.Cli.Tests;

/// <summary>A real <c>muster</c> process on its leash: it ends with this object, or with the tests.</summary>
internal sealed class MusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // of a slow and busy machine

    private readonly Process _process;
    private readonly List<string> _printed = [];   // guarded by itself
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public MusterProcess(params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "muster"), [args[0], "--leash", .. args.Skip(1)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MUSTER_TOKEN");
        start.Environment.Remove("MUSTER_REGISTRY");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

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
            throw new Xunit.Sdk.XunitException($"'{text}' was not printed within {Patience.TotalSeconds} s, but:\n{Printed}");
        }
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public Task<int> EndsAsync() => EndsAsync(Patience);

    public async Task<int> EndsAsync(TimeSpan within)
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(within, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new Xunit.Sdk.XunitException($"It did not end within {within.TotalSeconds} s. It printed:\n{Printed}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_printed) _printed.Add(line);
        _lines.Writer.TryWrite(line);
    }
}
