using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Bench;

/// <summary>What one input costs the machine: 10,000 sessions, one instance of 300 bytes each, 100 services.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class CoreSteps
{
    private const int Sessions = 10_000;

    private readonly Input[] _beats = new Input[Sessions];
    private readonly Input[] _registers = new Input[Sessions];
    private readonly Input[] _changes = new Input[2 * Sessions];
    private readonly byte[][] _frames = new byte[Sessions][];
    private readonly CandidateReader _reader = new();
    private readonly Connection[] _connections = new Connection[Sessions];
    private Registry _registry = null!;
    private TimeSpan _now = TimeSpan.FromHours(1);
    private int _next;

    [GlobalSetup]
    public void Fill()
    {
        var callers = new CallerDirectory([], openToAll: false, openToLoopback: true);
        _registry = new Registry(new RegistryOptions { Epoch = 1, Callers = callers }, _now);

        for (var i = 0; i < Sessions; i++)
        {
            var connection = _connections[i] = new Connection(new Outbox(static () => { }), $"client-{i}", Origin.Loopback, Guid.CreateVersion7().ToByteArray());
            _registry.Step(new Input.Received(connection, new Up { Hello = new Hello { Protocol = 1, Namespace = "default" } }), _now);
            _beats[i] = new Input.Received(connection, new Up { Heartbeat = new Heartbeat { Number = 1 } });
            _registers[i] = new Input.Received(connection, new Up { Register = Register(i, 'x') });
            for (var turn = 0; turn < 2; turn++) _changes[i + (turn * Sessions)] = new Input.Received(connection, new Up { Register = Register(i, "yz"[turn]) });
            _frames[i] = new Up { Register = Register(i, 'x') }.ToByteArray();
            _registry.Step(_registers[i], _now);
            Drain(connection);
        }
    }

    [Benchmark]
    public void Heartbeat() => Step(_beats);

    /// <summary>The same words again: what a replay after a reconnect costs.</summary>
    [Benchmark]
    public void RegisterAgain() => Step(_registers);

    /// <summary>Another content, to be published with whatever else changes in the window.</summary>
    [Benchmark]
    public void RegisterChanged() => Step(_changes);

    /// <summary>As it comes off the wire: read by the connection's reader, then stepped.</summary>
    [Benchmark]
    public void RegisterFromBytes()
    {
        var at = _next++ % Sessions;
        _registry.Step(new Input.Enrol(_connections[at], _reader.Read(_frames[at])!), _now);
        Drain(_connections[at]);
    }

    /// <summary>Nothing is due: what an idle node pays twenty times a second.</summary>
    [Benchmark]
    public void Tick()
    {
        _now += Registry.TickEvery;
        _registry.Step(new Input.Tick(), _now);
    }

    private void Step(Input[] inputs)
    {
        var at = _next++ % inputs.Length;
        _registry.Step(inputs[at], _now);
        Drain(_connections[at % Sessions]);
    }

    private static void Drain(Connection connection)
    {
        while (connection.Outbox.TryTake(out _))
        {
            // What a connection's writer would send.
        }
    }

    private static Register Register(int i, char filling) => new()
    {
        Registrations =
        {
            new Registration
            {
                Service = $"service-{i % 100}",
                Instance = new Instance
                {
                    Id = $"instance-{i}", Addresses = { $"http://10.0.{i >> 8}.{i & 255}:8080" }, Zone = "a", Metadata = { ["payload"] = new string(filling, 220) },
                },
            },
        },
    };
}
