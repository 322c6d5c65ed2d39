// Without a host, and without HTTP: picks an instance of a service and sees whether somebody accepts a connection there.
using System.Net.Sockets;
using Muster.Client;

var registry = Environment.GetEnvironmentVariable("MUSTER_REGISTRY") ?? "127.0.0.1:7501";

// <snippet:pick>
await using var muster = MusterClient.Start(new MusterOptions { Registries = { registry }, SnapshotFolder = "" });
await muster.SubscribeAsync("orders");
await foreach (var change in muster.WatchAsync("orders"))
    if (change.List.Count > 0) break;

using var picked = muster.Pick("orders");   // a failure, unless told otherwise
var address = new Uri(picked.Address);
using var connection = new TcpClient();
await connection.ConnectAsync(address.Host, address.Port);
picked.Succeeded();
// </snippet:pick>

Console.WriteLine($"{picked.Instance.Id} answers the door.");
