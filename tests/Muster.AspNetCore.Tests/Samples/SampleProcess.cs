using System.Diagnostics;
using System.Threading.Channels;

namespace Muster.AspNetCore.Tests.Samples;

/// <summary>A sample, started as its reader would start it. It ends with this object.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // of a slow and busy machine

    private readonly Process _process;
    private readonly List<string> _printed = [];   // guarded by itself
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <param name="name">The assembly of the sample, built next to these tests.</param>
    public SampleProcess(string name, string registry, params IEnumerable<string> args)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", name, configuration));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, $"{name}.dll"), "--Muster:Registries:0", registry, "--Muster:SnapshotFolder", "", .. args])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
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

    /// <summary>Waits for a line that contains a text.</summary>
    public async Task PrintsAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (!(await _lines.Reader.ReadAsync(patience.Token)).Contains(text, StringComparison.Ordinal))
            {
                // Another line.
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"'{text}' was not printed within {Patience.TotalSeconds} s, but:\n{Printed}");
        }
    }

    /// <summary>Asks it to stop, as systemd would, and answers how it ended.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"It did not end within {Patience.TotalSeconds} s of SIGTERM. It printed:\n{Printed}");
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
