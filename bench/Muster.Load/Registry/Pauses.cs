using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Muster.Load.Registry;

/// <summary>How long a .NET process stands still for its garbage collector, by the events that its runtime sends while it runs.</summary>
/// <remarks>It must end before the process does: a trace that breaks off says nothing of its last events.</remarks>
internal sealed class Pauses : IDisposable
{
    private const long Collections = 0x1;   // the runtime's keyword of its garbage collector
    private const int BufferMegabytes = 4;   // a part of the node's memory

    private readonly EventPipeSession _session;
    private readonly Task<double> _reading;

    public Pauses(int process)
    {
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Collections);
        _session = new DiagnosticsClient(process).StartEventPipeSession([provider], requestRundown: false, BufferMegabytes);
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Ends it; the longest since its begin.</summary>
    public TimeSpan End()
    {
        _session.Stop();
        return TimeSpan.FromMilliseconds(_reading.GetAwaiter().GetResult());
    }

    public void Dispose() => _session.Dispose();

    private double Read()
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        var (stopped, longest) = (double.NaN, 0.0);
        var runtime = new ClrTraceEventParser(source);
        runtime.GCSuspendEEStart += begun => stopped = begun.TimeStampRelativeMSec;
        runtime.GCRestartEEStop += ended => longest = double.IsNaN(stopped) ? longest : Math.Max(longest, ended.TimeStampRelativeMSec - stopped);
        source.Process();
        return source.EventsLost == 0 ? longest : throw new InvalidDataException($"{source.EventsLost} events of the garbage collector were lost.");
    }
}
