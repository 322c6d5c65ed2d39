using System.Diagnostics;
using Muster.Peers.Processes;
using Muster.Peers.Wires;

namespace Muster.Peers.Nats;

/// <summary>NATS without its store; subscribers may lag as far as they like.</summary>
internal sealed class NatsServer : Subject
{
    public override string Name => "NATS";

    public override bool IsInstalled => IsOnPath("nats-server");

    public override Work Does => Work.Beat | Work.Follow;

    public override string Version => VersionOf("nats-server", "--version");

    public override Session Connect(Reactor reactor) => new NatsSession(reactor, Port);

    protected override ProcessStartInfo Command()
    {
        var settings = Path.Combine(Folder, "nats.conf");
        File.WriteAllText(settings, $"listen: 127.0.0.1:{Port}\nwrite_deadline: \"120s\"\nmax_pending: 1073741824\nping_interval: \"600s\"\n");
        return new("nats-server", ["-c", settings]);
    }
}
