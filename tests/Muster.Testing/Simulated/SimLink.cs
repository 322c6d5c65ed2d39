using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Testing.Simulated;

/// <summary>One simulated connection: carries encoded frames between a client and a node, in order unless told otherwise.</summary>
internal sealed class SimLink
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);

    private readonly World _world;
    private readonly SimNode _node;
    private readonly SimClient _client;
    private readonly int _life;
    private TimeSpan _lastDown;
    private TimeSpan _lastUp;
    private bool _pumping;

    public SimLink(World world, SimNode node, SimClient client)
    {
        (_world, _node, _client, _life) = (world, node, client, node.Life);
        var secret = new byte[16];
        world.Random.NextBytes(secret);
        Outbox = new Outbox(SchedulePump);
        Connection = new Connection(Outbox, client.Name, Origin.Loopback, secret);
    }

    public Connection Connection { get; }

    public Outbox Outbox { get; }

    public bool Open { get; private set; } = true;

    /// <summary>A paused network: the socket stays open and nothing arrives.</summary>
    public bool Silent { get; set; }

    public void SendUp(Up frame)
    {
        var bytes = Google.Protobuf.MessageExtensions.ToByteArray(frame);
        _lastUp = Later(_lastUp);
        _world.At(_lastUp, () =>
        {
            if (Open && !Silent) _node.Step(new Input.Received(Connection, Up.Parser.ParseFrom(bytes)));
        });
    }

    /// <summary>Ends the connection; both sides notice.</summary>
    public void Break(string why)
    {
        if (!Open) return;
        Open = false;
        _node.Forget(this);
        _world.In(Latency, () =>
        {
            if (_node.Life == _life) _node.Step(new Input.Closed(Connection));
        });
        _world.In(Latency, () => _client.OnLost(this, why));
    }

    private void SchedulePump()
    {
        if (_pumping) return;
        _pumping = true;
        _world.In(TimeSpan.FromMicroseconds(50), Pump);
    }

    private void Pump()
    {
        _pumping = false;
        while (Open && Outbox.TryTake(out var next))
        {
            if (next.Control is { } control) Deliver(Google.Protobuf.MessageExtensions.ToByteArray(control), NetworkFaults.None);
            else foreach (var frame in next.View!.Encodings.Frames(next.Answer!)) Deliver(frame, _node.Faults);
        }

        if (Outbox.Ended) _world.At(_lastDown, () => Break("the registry closed the connection"));
    }

    private void Deliver(ReadOnlyMemory<byte> frame, NetworkFaults faults)
    {
        if (_world.Chance(faults.Drop)) return;
        if (_world.Chance(faults.Repeat)) At(_world.Now + _world.Between(Latency, faults.Late), frame);
        if (_world.Chance(faults.Reorder)) At(_world.Now + _world.Between(Latency, faults.Late), frame);
        else At(_lastDown = Later(_lastDown), frame);
    }

    private void At(TimeSpan time, ReadOnlyMemory<byte> frame) => _world.At(time, () =>
    {
        if (Open && !Silent) _client.OnFrame(this, Down.Parser.ParseFrom(frame.Span));
    });

    private TimeSpan Later(TimeSpan last) => last > _world.Now + Latency ? last : _world.Now + Latency;
}
