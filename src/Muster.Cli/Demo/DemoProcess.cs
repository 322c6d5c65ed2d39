using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Muster.Cli.Providing;

namespace Muster.Cli.Demo;

/// <summary>
/// One process of the demonstration: this program with another verb. It is on a leash, so it ends when the demonstration
/// does, whatever becomes of that; all it prints goes to a file.
/// </summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly TextWriter _log;

    private DemoProcess(string name, Process process, TextWriter log, string logPath, TimeProvider time)
    {
        (Name, _process, _log, LogPath, _time) = (name, process, log, logPath, time);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    public int Id => _process.Id;

    public string LogPath { get; }

    public bool HasEnded => _process.HasExited;

    public static DemoProcess Start(string name, IEnumerable<string> arguments, string folder, TimeProvider time)
    {
        var start = new ProcessStartInfo(Self.Program, [.. Self.Leading, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var variable in start.Environment.Keys.Where(IsMuster).ToList()) start.Environment.Remove(variable);

        var path = Path.Combine(folder, $"{name}.log");
        return new(name, Process.Start(start)!, TextWriter.Synchronized(File.AppendText(path)), path, time);
    }

    /// <summary>kill -9: no word to anybody. Children live on.</summary>
    public void Kill() => _process.Kill();

    /// <summary>kill -9 for the program that <c>muster register</c> runs, and for itself. Answers the <see cref="Moment"/> right before.</summary>
    public long KillWithProgram()
    {
        var printed = File.ReadLines(LogPath).First(line => line.StartsWith(DemoProvider.IdMark, StringComparison.Ordinal));
        using var program = Process.GetProcessById(int.Parse(printed.AsSpan(DemoProvider.IdMark.Length), CultureInfo.InvariantCulture));
        var before = Moment.Now(_time);
        program.Kill();
        _process.Kill();
        return before;
    }

    /// <summary>Asks it to end.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows()) _process.StandardInput.Close();   // the leash is as polite
        else PosixKill.Send(_process.Id, PosixSignal.SIGTERM);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(EndWithin, _time);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        await _log.DisposeAsync();
    }

    private static bool IsMuster(string variable) => variable.StartsWith("MUSTER", StringComparison.OrdinalIgnoreCase);

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        _log.WriteLine(line.Data);
        _log.Flush();
    }
}
