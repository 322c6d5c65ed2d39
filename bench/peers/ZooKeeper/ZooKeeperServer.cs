using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Muster.Peers.Processes;
using Muster.Peers.Wires;

namespace Muster.Peers.ZooKeeper;

/// <summary>One ZooKeeper, its data in memory, not synced to disk.</summary>
internal sealed class ZooKeeperServer : Subject
{
    private const string Jar = "/usr/share/java/zookeeper.jar";

    private readonly Dictionary<string, int> _removals = [];

    public override string Name => "ZooKeeper";

    public override bool IsInstalled => IsOnPath("java") && File.Exists(Jar);

    public override Work Does => Work.Register | Work.Beat | Work.Follow | Work.List;

    public override string Version => Directory.EnumerateFiles("/usr/share/java", "zookeeper-[0-9]*.jar").Concat(Directory.EnumerateFiles("/usr/share/java", "zookeeper-?.*.jar"))
        .Select(file => Path.GetFileNameWithoutExtension(file)["zookeeper-".Length..]).FirstOrDefault() ?? "";

    public override Session Connect(Reactor reactor) => new ZooKeeperSession(reactor, Port) { RemovalOf = path => _removals.GetValueOrDefault(path) };

    public override void Plan(Item removal) => _removals[$"/{removal.ServiceName}/{removal.Id}"] = removal.Event;

    /// <summary>It listens before it serves.</summary>
    protected override bool Serves(NetworkStream connection)
    {
        connection.ReadTimeout = 1000;   // asked again, where it takes longer
        connection.Write("srvr"u8);
        using var answer = new StreamReader(connection);
        return answer.ReadToEnd().StartsWith("Zookeeper version", StringComparison.Ordinal);
    }

    protected override ProcessStartInfo Command()
    {
        var settings = Path.Combine(Folder, "zoo.cfg");
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture,
            $"tickTime=20000\ndataDir={Folder}/data\nclientPort={Port}\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\nforceSync=no\nsnapCount=10000000\nextendedTypesEnabled=true\n"));
        var log = Path.Combine(Folder, "log4j.properties");
        File.WriteAllText(log, "log4j.rootLogger=ERROR, CONSOLE\nlog4j.appender.CONSOLE=org.apache.log4j.ConsoleAppender\nlog4j.appender.CONSOLE.layout=org.apache.log4j.PatternLayout\n");
        return new("java", ["-Xmx4g", $"-Dlog4j.configuration=file:{log}", "-cp", $"{Folder}:{Jar}", "org.apache.zookeeper.server.quorum.QuorumPeerMain", settings]);
    }
}
