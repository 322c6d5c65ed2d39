using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Muster.Server.Metrics;

namespace Muster.Server.Hosting;

/// <summary>Tells of connections that were closed as they came: the first of a reason at once, and how many more as one line a minute.</summary>
/// <remarks>Whoever floods a port must not fill the disk as well. The metric counts each of them.</remarks>
internal sealed partial class CrowdReport : IDisposable
{
    internal static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly NodeMeter _meter;
    private readonly ILogger<CrowdReport> _logger;
    private readonly Dictionary<Crowd, Minute> _minutes;

    public CrowdReport(NodeMeter meter, TimeProvider time, ILogger<CrowdReport> logger)
    {
        (_meter, _logger) = (meter, logger);
        _minutes = Enum.GetValues<Crowd>().ToDictionary(reason => reason, reason => new Minute(time, more => Log.More(logger, more, Words(reason))));
    }

    /// <summary>Called by whichever thread let nobody in.</summary>
    public void TurnedAway(Crowd reason, EndPoint? client)
    {
        _meter.TurnedAway(reason);
        if (_minutes[reason].IsFirst()) Log.First(_logger, client, Words(reason));
    }

    public void Dispose()
    {
        foreach (var minute in _minutes.Values) minute.Dispose();
    }

    private static string Words(Crowd reason) => reason switch
    {
        Crowd.Port => "the port has as many as it takes. To take more, let the process open more (ulimit -n, LimitNOFILE=)",
        Crowd.Address => "an address has as many as it may. Where many processes share one, raise MusterServer:ConnectionsPerAddress",
        Crowd.Conduct => string.Create(CultureInfo.InvariantCulture, $"an address called off more than {Conduct.Most} calls before anybody had begun to work on them, and is shut out for {Conduct.Within.TotalSeconds} s"),
        _ => throw new InvalidOperationException($"Unknown reason {reason}."),
    };

    /// <summary>A minute that begins with a first one, and again as long as more have come.</summary>
    private sealed class Minute : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly Action<long> _tell;
        private readonly ITimer _timer;
        private bool _runs;   // guarded by _lock
        private long _more;   // guarded by _lock

        public Minute(TimeProvider time, Action<long> tell)
        {
            _tell = tell;
            _timer = time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Whether it began by this; else it is one more.</summary>
        public bool IsFirst()
        {
            lock (_lock)
            {
                if (_runs)
                {
                    _more++;
                    return false;
                }

                _runs = true;
                _timer.Change(Every, Timeout.InfiniteTimeSpan);
                return true;
            }
        }

        public void Dispose() => _timer.Dispose();

        private void End()
        {
            long more;
            lock (_lock)
            {
                (more, _more) = (_more, 0);
                _runs = more > 0 && _timer.Change(Every, Timeout.InfiniteTimeSpan);
            }

            if (more > 0) _tell(more);
        }
    }
}
