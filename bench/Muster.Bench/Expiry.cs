using BenchmarkDotNet.Attributes;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Bench;

/// <summary>What it costs that a session expires and its instance is hidden: every tenth of 5,000 sessions has fallen silent.</summary>
/// <remarks>More at once, and the node would doubt itself rather than judge anybody.</remarks>
[MemoryDiagnoser]
[ShortRunJob]
public class Expiry
{
    private const int Sessions = 5000, SilentOneIn = 10, Services = 100;

    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(5), FirstMinutes = TimeSpan.FromMinutes(2), SilentFor = TimeSpan.FromSeconds(119), Over = TimeSpan.FromSeconds(3);

    private readonly Connection[] _connections = new Connection[Sessions];
    private readonly Input[] _beats = new Input[Sessions];
    private Registry _registry = null!;
    private TimeSpan _now;
    private int _dead;

    [IterationSetup]
    public void FallSilent()
    {
        (_now, _dead) = (TimeSpan.FromHours(1), 0);
        _registry = new Registry(new RegistryOptions { Epoch = 1, Callers = new CallerDirectory([], openToAll: false, openToLoopback: true) }, _now);
        for (var i = 0; i < Sessions; i++)
        {
            var connection = _connections[i] = new Connection(new Outbox(static () => { }), $"client-{i}", Origin.Loopback, Guid.CreateVersion7().ToByteArray());
            _registry.Step(new Input.Received(connection, new Up { Hello = new Hello { Protocol = 1, Namespace = "default" } }), _now);
            var instance = new Instance { Id = $"instance-{i}", Addresses = { "http://10.0.0.1:8080" }, Metadata = { ["payload"] = new string('x', 220) } };
            _registry.Step(new Input.Received(connection, new Up { Register = new Register { Registrations = { new Registration { Service = $"service-{i % Services}", Instance = instance } } } }), _now);
            _beats[i] = new Input.Received(connection, new Up { Heartbeat = new Heartbeat { Number = 1 } });
        }

        Pass(FirstMinutes, silentOneIn: int.MaxValue);
        for (var i = 0; i < Sessions; i++) _registry.Step(_beats[i], _now);
        Pass(SilentFor, SilentOneIn);
    }

    /// <summary>The seconds in which they expire, per session that does.</summary>
    [Benchmark(OperationsPerInvoke = Sessions / SilentOneIn)]
    public void Expire()
    {
        Pass(Over, SilentOneIn);
        if (_dead != Sessions / SilentOneIn) throw new InvalidOperationException($"{Sessions / SilentOneIn} sessions should have expired, and {_dead} did.");
    }

    /// <summary>Ticks, and the heartbeats of those who live.</summary>
    private void Pass(TimeSpan time, int silentOneIn)
    {
        var (end, beat) = (_now + time, _now);
        while (_now < end)
        {
            if (_now >= beat)
            {
                beat += BeatEvery;
                for (var i = 0; i < Sessions; i++)
                {
                    if (i % silentOneIn != 0) _registry.Step(_beats[i], _now);
                    while (_connections[i].Outbox.TryTake(out _))
                    {
                        // What a connection's writer would send.
                    }
                }
            }

            _now += Registry.TickEvery;
            foreach (var happened in _registry.Step(new Input.Tick(), _now))
                if (happened is RegistryEvent.VitalChanged { To: Vital.Dead }) _dead++;
        }
    }
}
