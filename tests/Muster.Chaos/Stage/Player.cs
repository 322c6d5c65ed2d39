using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Muster.Chaos.Stage;

/// <summary>One process, on a leash, with all that it prints in a file. Ends with this object.</summary>
internal sealed class Player : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);   // LeaveFor and the host's own limit, on a busy machine

    /// <summary>How long this program may take to hear that a process has ended: a machine that gives no time to one thread of ours is no fault of the player.</summary>
    private static readonly TimeSpan PatienceWithOurselves = TimeSpan.FromMinutes(3);

    private const int LastLines = 16;

    /// <summary>Begins a printed line that answers what the player was asked.</summary>
    public const string AnswerMark = "answer ";

    private readonly Process _process;
    private readonly TextWriter _printed;
    private readonly Queue<string> _last = [];   // guarded by itself
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();   // one at most: one question at a time

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

    /// <param name="name">Of what it prints, too.</param>
    /// <param name="folder">Where it works.</param>
    /// <param name="program">Beside this one.</param>
    /// <param name="arguments">As it takes them.</param>
    /// <param name="yields">It gets what the others leave of the processors.</param>
    public static Player Start(string name, string folder, string program, IEnumerable<string> arguments, bool yields = false)
    {
        var path = Path.Combine(AppContext.BaseDirectory, program);
        var start = new ProcessStartInfo(yields ? "chrt" : path, yields ? ["--idle", "0", path, .. arguments] : arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        foreach (var variable in start.Environment.Keys.Where(static key => key.StartsWith("Muster", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_TieredPGO"] = "0";   // many short lives on few cores
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";   // at a host's end the kernel's own workers would have to let go of the watched files, which takes seconds where they get no time
        return new(name, Process.Start(start)!, TextWriter.Synchronized(File.AppendText(Path.Combine(folder, $"{name}.printed"))));
    }

    /// <summary>Says a line to a player that listens, and waits for the line that answers.</summary>
    public async Task<string> AskAsync(string words, CancellationToken cancel)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(words.AsMemory(), cancel);
            await _process.StandardInput.FlushAsync(cancel);
            return await _answers.Reader.ReadAsync(cancel);
        }
        catch (Exception gone) when (gone is ChannelClosedException or IOException)
        {
            throw new StageException($"{Name} ended before it had answered.");
        }
    }

    /// <summary>SIGSTOP: it stands still, with all its connections open, until it is told to go on.</summary>
    public Task PauseAsync(CancellationToken cancel) => SignalAsync("STOP", cancel);

    public Task GoOnAsync(CancellationToken cancel) => SignalAsync("CONT", cancel);

    /// <summary>SIGTERM, as a deployment would send it; returns when the process has ended.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            Print("stage: SIGTERM");
            await SignalAsync("TERM", patience.Token);
            Print("stage: SIGTERM is sent");
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Print($"stage: {Patience.TotalSeconds} s are over");
            if (!KernelView.HasEnded(_process.Id)) throw new StageException($"{Name} (process {_process.Id}) did not end within {Patience.TotalSeconds} s of SIGTERM. {LastWords()}");
            await HearOfEndAsync(cancel);
        }
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel).WaitAsync(Patience, cancel);
        return _process.ExitCode;
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

    /// <summary>It has ended, and only we have not heard of it.</summary>
    private async Task HearOfEndAsync(CancellationToken cancel)
    {
        try
        {
            await _process.WaitForExitAsync(cancel).WaitAsync(PatienceWithOurselves, cancel);
            Print("stage: heard late of its end");
        }
        catch (TimeoutException)
        {
            throw new StageException($"{Name} (process {_process.Id}) has ended, and this program did not hear of it within {PatienceWithOurselves.TotalSeconds} s. {LastWords()} {KernelView.Of(Environment.ProcessId)}");
        }
    }

    private string LastWords()
    {
        lock (_last) return $"{KernelView.Of(_process.Id)}\nIts last lines:\n  {string.Join("\n  ", _last)}\n";
    }

    private async Task SignalAsync(string name, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancel);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) _answers.Writer.TryComplete();
        if (line.Data is null) return;
        if (line.Data.StartsWith(AnswerMark, StringComparison.Ordinal)) _answers.Writer.TryWrite(line.Data[AnswerMark.Length..]);
        Print(line.Data);
    }

    /// <summary>With the time at which we read it.</summary>
    private void Print(string line)
    {
        var stamped = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
        lock (_last)
        {
            if (_last.Count == LastLines) _last.Dequeue();
            _last.Enqueue(stamped);
        }

        _printed.WriteLine(stamped);
        _printed.Flush();
    }
}
