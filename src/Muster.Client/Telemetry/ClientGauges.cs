using System.Diagnostics.Metrics;
using Muster.Client.Lists;
using Muster.Client.Registrations;
using Muster.Client.Sessions;

namespace Muster.Client.Telemetry;

/// <summary>How one client is now, read when somebody collects. The meter's scope is the client's loop.</summary>
internal sealed class ClientGauges : IDisposable
{
    private readonly Meter _meter;
    private readonly ClientLoop _loop;
    private readonly TimeProvider _clock;

    /// <param name="registrations">The state of each instance that the client was asked to register.</param>
    public ClientGauges(ClientLoop loop, TimeProvider clock, Func<IEnumerable<IntentState>> registrations)
    {
        (_loop, _clock) = (loop, clock);
        _meter = new Meter(new MeterOptions(ClientMeter.Name) { Scope = loop });
        _meter.CreateObservableGauge("muster.client.connected", () => loop.Standing.State is ConnectionState.Connected ? 1 : 0, "{connection}", "1 while a registry is reached, else 0.");
        _meter.CreateObservableGauge("muster.client.list.instances", Sizes, "{instance}", "Instances in the list of each service, by where the list comes from.");
        _meter.CreateObservableGauge("muster.client.list.age", Ages, "s", "Time since the registry last stood by the list of each service; 0 while it does.");
        _meter.CreateObservableGauge("muster.client.list.held_back", HeldBack, "{list}", "1 while the guard doubts the loss of too many instances of a service, else 0.");
        _meter.CreateObservableGauge("muster.client.registrations", () => ByState(registrations()), "{instance}", "Instances that this process wants registered, by how far the registry has followed.");
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Sizes()
    {
        foreach (var list in _loop.Cache.All)
            yield return new(list.Count, new("service", list.Service), new("source", NameOf(list.Source)));
    }

    private IEnumerable<Measurement<double>> Ages()
    {
        var (standing, now, wall) = (_loop.Standing, _loop.Now, _clock.GetUtcNow());
        foreach (var list in _loop.Cache.All)
            if (ListAge.Of(list, standing, now, wall) is { } age)
                yield return new(age.TotalSeconds, new("service", list.Service), new("source", NameOf(list.Source)));
    }

    private IEnumerable<Measurement<int>> HeldBack()
    {
        foreach (var list in _loop.Cache.All)
            yield return new(list.HeldBack ? 1 : 0, new KeyValuePair<string, object?>("service", list.Service));
    }

    private static IEnumerable<Measurement<int>> ByState(IEnumerable<IntentState> states) =>
        states.Where(state => state is not IntentState.Gone).GroupBy(state => state)
            .Select(group => new Measurement<int>(group.Count(), new KeyValuePair<string, object?>("state", NameOf(group.Key))));

    private static string NameOf(ListSource source) => source switch
    {
        ListSource.Nothing => "nothing",
        ListSource.Snapshot => "snapshot",
        ListSource.Registry => "registry",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Unknown source."),
    };

    private static string NameOf(IntentState state) => state switch
    {
        IntentState.Wanted => "wanted",
        IntentState.Accepted => "accepted",
        IntentState.Refused => "refused",
        IntentState.Replaced => "replaced",
        IntentState.Leaving => "leaving",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state to show."),
    };
}
