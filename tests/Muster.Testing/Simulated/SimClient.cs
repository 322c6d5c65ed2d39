using Muster.Client;
using Muster.Client.Registrations;
using Muster.Client.Sessions;
using Muster.Client.Snapshots;
using Muster.Protocol;

namespace Muster.Testing.Simulated;

/// <summary>A process with the shipped client in it, on the virtual clock.</summary>
internal sealed class SimClient
{
    private static readonly TimeSpan DialTime = TimeSpan.FromMilliseconds(2);

    private readonly World _world;
    private readonly SimNode _node;
    private readonly Conversation _conversation;
    private SimLink? _link;
    private TimeSpan _timerAt = TimeSpan.MaxValue;
    private bool _dead;

    public SimClient(World world, SimNode node, string name)
    {
        (_world, _node, Name) = (world, node, name);
        var options = new MusterOptions { ClientName = name, Registries = { "registry:7501" } };
        _conversation = new Conversation(options, new Random(world.Random.Next()), "simulated", world.Now);
        Perform();
    }

    public string Name { get; }

    public bool IsLive => _conversation.IsLive && !_dead;

    /// <summary>When the conversation last became live.</summary>
    public TimeSpan LiveSince { get; private set; }

    /// <summary>The newest list of each service, as the application sees it.</summary>
    public Dictionary<string, ServiceList> Lists { get; } = [];

    /// <summary>Every change, in order.</summary>
    public List<ServiceChange> Changes { get; } = [];

    public List<Error> Troubles { get; } = [];

    /// <summary>Called with every change, for validators.</summary>
    public Action<ServiceChange> OnChange { get; set; } = static _ => { };

    /// <summary>Called when a receipt has come.</summary>
    public Action OnDeparted { get; set; } = static () => { };

    public Intent Register(string service, InstanceDescription instance)
    {
        var intent = _conversation.Want(service, instance.ToWire(), instance.Probe?.ToWire());
        Perform();
        return intent;
    }

    public void Leave(Intent intent, TimeSpan receiptWithin = default)
    {
        _conversation.Leave(intent, receiptWithin);
        Perform();
    }

    public void Subscribe(string service, ServiceSnapshot? saved = null)
    {
        _conversation.Subscribe(service, saved is null ? null : new SavedList(saved, DateTimeOffset.UnixEpoch), _world.Now);
        Perform();
    }

    public void Unsubscribe(string service)
    {
        _conversation.Unsubscribe(service);
        Lists.Remove(service);
        Perform();
    }

    /// <summary>The connection breaks under both sides.</summary>
    public void Cut() => _link?.Break("connection reset");

    /// <summary>The process dies: its socket closes, and nothing more is said.</summary>
    public void Kill()
    {
        _dead = true;
        _link?.Break("killed");
    }

    /// <summary>The process hangs: its socket stays open, and nothing is said or heard.</summary>
    public void Freeze()
    {
        _dead = true;
        if (_link is not null) _link.Silent = true;
    }

    public void OnFrame(SimLink link, Down frame)
    {
        if (_dead || link != _link) return;
        _conversation.OnFrame(frame, _world.Now);
        Perform();
        if (frame.Departed is not null) OnDeparted();
    }

    public void OnLost(SimLink link, string why)
    {
        if (_dead || link != _link) return;
        _link = null;
        _conversation.OnLost(why, _world.Now);
        Perform();
    }

    private void Perform()
    {
        foreach (var output in _conversation.TakeOutputs())
        {
            switch (output)
            {
                case ConversationOutput.Dial: _world.In(DialTime, Dial); break;
                case ConversationOutput.Send send: _link?.SendUp(send.Frame); break;
                case ConversationOutput.HangUp: HangUp(); break;
                case ConversationOutput.StateChanged { State: ConnectionState.Connected }: LiveSince = _world.Now; break;
                case ConversationOutput.Trouble trouble: Troubles.Add(trouble.Error); break;
                case ConversationOutput.ListChanged changed:
                    Lists[changed.Change.List.Service] = changed.Change.List;
                    Changes.Add(changed.Change);
                    OnChange(changed.Change);
                    break;
            }
        }

        Rearm();
    }

    private void Dial()
    {
        if (_dead) return;
        _link = _node.Accept(this);
        if (_link is null) _conversation.OnLost("connection refused", _world.Now);
        else _conversation.OnOpened(_world.Now);
        Perform();
    }

    private void HangUp()
    {
        var link = _link;
        _link = null;
        if (link is not null) _world.In(DialTime, () => link.Break("closed by the client"));
    }

    private void Rearm()
    {
        var next = _conversation.NextDeadline;
        if (_dead || next == _timerAt || next == TimeSpan.MaxValue) return;
        _timerAt = next;
        _world.At(next, () =>
        {
            if (_dead || _timerAt != next) return;
            _timerAt = TimeSpan.MaxValue;
            _conversation.OnTick(_world.Now);
            Perform();
        });
    }
}
