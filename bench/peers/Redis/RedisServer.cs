using System.Diagnostics;
using System.Globalization;
using Muster.Peers.Processes;
using Muster.Peers.Wires;

namespace Muster.Peers.Redis;

/// <summary>Redis without persistence; subscribers may lag as far as they like.</summary>
/// <param name="publishes">Whether instances stand in lists and changes are told, as readers need it; else each is a key that expires.</param>
internal sealed class RedisServer(bool publishes) : Subject
{
    public override string Name => "Redis";

    public override bool IsInstalled => IsOnPath("redis-server");

    public override Work Does => publishes ? Work.Follow | Work.List : Work.Register | Work.Beat;

    public override string Version => VersionOf("redis-server", "--version");

    public override Session Connect(Reactor reactor) => new RedisSession(reactor, Port) { Publishes = publishes };

    protected override ProcessStartInfo Command() => new("redis-server", [
        "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        "--maxclients", "15000", "--tcp-backlog", "4096", "--client-output-buffer-limit", "pubsub 0 0 0",
    ]);
}
