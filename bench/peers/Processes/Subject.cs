using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Muster.Peers.Wires;

namespace Muster.Peers.Processes;

/// <summary>A server of its own for one run: its process, its folder, and how to talk to it.</summary>
internal abstract class Subject : IDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60), StopsWithin = TimeSpan.FromSeconds(30);
    private static readonly HashSet<Subject> Running = [];

    private Process? _process;
    private StreamWriter? _log;

    /// <summary>For as long as the process is there: a run that is broken off leaves nothing behind.</summary>
    private static readonly PosixSignalRegistration[] Endings =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, BrokenOff),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, BrokenOff),
    ];

    public abstract string Name { get; }

    /// <summary>The work that it can do.</summary>
    public abstract Work Does { get; }

    public int Port { get; } = Ports.Take();

    /// <summary>In memory where the machine lets it; removed at the end.</summary>
    public string Folder { get; } = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "muster-load-" + Guid.NewGuid().ToString("n")[..8])).FullName;

    public int Process => _process?.Id ?? throw new InvalidOperationException($"{Name} does not run.");

    /// <summary>Processor time of the server so far, in nanoseconds.</summary>
    public long ProcessorTime => Kernel.ProcessorTime(Process);

    /// <summary>Resident memory, in bytes.</summary>
    public long Resident => long.Parse(
        File.ReadLines($"/proc/{Process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..].Replace("kB", "", StringComparison.Ordinal),
        System.Globalization.CultureInfo.InvariantCulture) * 1024;

    /// <summary>Whether its program is on this machine.</summary>
    public abstract bool IsInstalled { get; }

    /// <summary>The end of its log.</summary>
    public string LastWords => File.Exists(Log) ? string.Join(" / ", File.ReadLines(Log).TakeLast(3)) : "";

    /// <summary>The version that it says of itself.</summary>
    public virtual string Version => "";

    public abstract Session Connect(Reactor reactor);

    /// <summary>One that only reads lists.</summary>
    public virtual Session ConnectReader(Reactor reactor) => Connect(reactor);

    /// <summary>Told of every removal before it happens: a peer whose notices carry no content cannot number it otherwise.</summary>
    public virtual void Plan(Item removal)
    {
    }

    public void Start()
    {
        var start = Command();
        start.WorkingDirectory = Folder;
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        lock (Running)
        {
            Running.Add(this);
            _process = System.Diagnostics.Process.Start(start)!;
        }

        var log = _log = new StreamWriter(Log) { AutoFlush = true };
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var started = Stopwatch.GetTimestamp();
        while (!Listens())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartsWithin)
                throw new InvalidOperationException($"{Name} does not serve after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s{(_process.HasExited ? ", and has ended" : "")}: {LastWords}");
            Thread.Sleep(50);
        }

        void Write(string? line)
        {
            if (line is not null)
                lock (log) log.WriteLine(line);
        }
    }

    public void Stop()
    {
        if (_process is not { HasExited: false } running) return;
        Kernel.Signal(running.Id, 15);
        if (running.WaitForExit(StopsWithin)) return;
        running.Kill(entireProcessTree: true);
        running.WaitForExit();
    }

    public void Dispose()
    {
        lock (Running)   // whoever comes second waits until it is gone
        {
            Running.Remove(this);
            Stop();
            _process?.WaitForExit();   // until its last line is written
            _process?.Dispose();
            _process = null;
            _log?.Dispose();
            try
            {
                if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
            }
            catch (IOException)
            {
                // A file that is still being written; the system's own cleaning takes it.
            }
        }
    }

    private static void BrokenOff(PosixSignalContext signal)
    {
        lock (Running)
        {
            foreach (var left in Running.ToList()) left.Dispose();
        }

        Environment.Exit(128 + (signal.Signal is PosixSignal.SIGINT ? 2 : 15));
    }

    /// <summary>How it is started; in <see cref="Folder"/>, listening on <see cref="Port"/>.</summary>
    protected abstract ProcessStartInfo Command();

    protected static string VersionOf(string program, params string[] arguments)
    {
        using var asked = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = asked.StandardOutput.ReadToEnd() + asked.StandardError.ReadToEnd();
        asked.WaitForExit();
        var words = said.Split([' ', '\n', ',', '='], StringSplitOptions.RemoveEmptyEntries);
        return words.FirstOrDefault(word => char.IsAsciiDigit(word.TrimStart('v').FirstOrDefault()) && word.Contains('.', StringComparison.Ordinal))?.TrimStart('v') ?? "";
    }

    /// <summary>Whether somebody who has connected would be served.</summary>
    protected virtual bool Serves(NetworkStream connection) => true;

    protected static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private string Log => Path.Combine(Folder, "server.log");

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port) { ReceiveTimeout = 2000 };   // one may accept long before it answers
            using var connection = client.GetStream();
            return Serves(connection);
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }
}

/// <summary>Kinds of work; not every peer has all of them.</summary>
[Flags]
internal enum Work
{
    None = 0,
    Register = 1,
    Batches = 2,
    Beat = 4,
    Follow = 8,
    List = 16,
    All = Register | Batches | Beat | Follow | List,
}
