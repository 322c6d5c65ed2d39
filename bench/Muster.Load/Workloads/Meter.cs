using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>What a server and a fleet have used since it was made.</summary>
internal sealed class Meter(Subject subject, Fleet fleet)
{
    private long _processorFrom = subject.ProcessorTime;
    private long _processorTime;
    private readonly long _bytesFrom = fleet.BytesReceived;

    /// <summary>Processor time of the server, in microseconds.</summary>
    public double Microseconds => (_processorTime + (_processorFrom < 0 ? 0 : subject.ProcessorTime - _processorFrom)) / 1000.0;

    /// <summary>Bytes that the fleet was sent.</summary>
    public long Bytes => fleet.BytesReceived - _bytesFrom;

    /// <summary>Leaves out what follows, until <see cref="Go"/>.</summary>
    public void Pause()
    {
        _processorTime += subject.ProcessorTime - _processorFrom;
        _processorFrom = -1;
    }

    public void Go() => _processorFrom = subject.ProcessorTime;
}
