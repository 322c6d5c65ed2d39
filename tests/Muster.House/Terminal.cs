using System.Diagnostics;
using System.Text;

namespace Muster.House;

/// <summary>One block of shell, running. What it prints is kept for the message of the failure.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly Fence _fence;
    private readonly Process _shell;
    private readonly Lock _lock = new();
    private readonly StringBuilder _printed = new();   // guarded by _lock
    private readonly TaskCompletionSource _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _awaited = "";                      // guarded by _lock

    public Terminal(Fence fence, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        _fence = fence;
        _shell = new Process
        {
            StartInfo = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", string.Join('\n', fence.Text)])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment) _shell.StartInfo.Environment[name] = value;
        _shell.OutputDataReceived += (_, line) => Keep(line.Data);
        _shell.ErrorDataReceived += (_, line) => Keep(line.Data);
        _shell.Start();
        _shell.StandardInput.Close();
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>Waits until the text was printed and, where it should end, until it ended with success.</summary>
    public async Task ShowsAsync(string text, bool ends, TimeSpan limit)
    {
        lock (_lock)
        {
            _awaited = text;
            LookLocked();
        }

        var ended = _shell.WaitForExitAsync();
        try
        {
            await (ends ? ended : Task.WhenAny(_shown.Task, ended)).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail(Told(ends ? $"did not end within {limit.TotalSeconds} s" : $"did not print \"{text}\" within {limit.TotalSeconds} s"));
        }

        if (ends && _shell.ExitCode is not 0) Assert.Fail(Told($"ended with exit code {_shell.ExitCode}"));
        if (!_shown.Task.IsCompleted) Assert.Fail(Told($"ended without printing \"{text}\""));
    }

    public void Dispose()
    {
        if (!_shell.HasExited) _shell.Kill(entireProcessTree: true);
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lock)
        {
            _printed.AppendLine(line);
            LookLocked();
        }
    }

    private void LookLocked()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (_printed.ToString().Contains(_awaited, StringComparison.Ordinal)) _shown.TrySetResult();
    }

    private string Told(string what)
    {
        lock (_lock) return $"{_fence}: `{string.Join("; ", _fence.Text)}` {what}. It printed:\n{_printed}";
    }
}
