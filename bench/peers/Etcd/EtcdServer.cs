using System.Diagnostics;
using Muster.Peers.Processes;
using Muster.Peers.Wires;

namespace Muster.Peers.Etcd;

/// <summary>One member of etcd, its data in memory, writing through to nothing slower.</summary>
/// <param name="leases">Whether each instance has a lease of its own, as a registry on etcd needs it; else none has.</param>
/// <param name="secure">Whether it speaks TLS.</param>
internal sealed class EtcdServer(bool leases = false, bool secure = false) : Subject
{
    public override string Name => leases ? "etcd, a lease each" : secure ? "etcd, TLS" : "etcd";

    public override bool IsInstalled => IsOnPath("etcd");

    public override Work Does => leases ? Work.Register : Work.All & ~Work.Batches;

    public override string Version => VersionOf("etcd", "--version");

    public override Session Connect(Reactor reactor) => new EtcdSession(reactor, Port, leases, secure);

    protected override ProcessStartInfo Command()
    {
        var (client, peer) = ($"{(secure ? "https" : "http")}://127.0.0.1:{Port}", $"http://127.0.0.1:{Ports.Take()}");
        return new("etcd", [
            "--name", "bench", "--data-dir", Path.Combine(Folder, "data"), "--unsafe-no-fsync", "--log-level", "error", "--logger", "zap",
            "--quota-backend-bytes", "8000000000", "--snapshot-count", "1000000",
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"bench={peer}",
            .. secure ? (string[])["--cert-file", Certificate.In(Folder).File, "--key-file", Certificate.In(Folder).Key] : [],
        ]);
    }
}
