using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Muster.Chaos.Attacks;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Bounded and Walled: strangers and insiders do their worst, all that they must not is refused, and a healthy client hardly waits longer.</summary>
internal static class UnderAttack
{
    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        var siege = await StartAsync(theatre, cancel);
        using var stranger = new Bystander(siege.Open, "");
        using var insider = new Bystander(siege.Guarded, siege.Alice);
        var attacker = await theatre.StartAttackerAsync(siege, cancel);

        var (rows, kept) = (new List<string>(), true);
        foreach (var (attack, at) in Repertoire.All.Select(static (attack, at) => (attack, at)))
        {
            if (settings.Attack > 0 && settings.Attack != at + 1) continue;
            var trial = new AttackTrial(attack.Guarded ? insider : stranger, async () => JsonSerializer.Deserialize<Outcome>(await attacker.AskAsync(attack.Name, cancel)));
            var row = await trial.PlayAsync(warmUp: !attack.Long, cancel);
            kept &= row.Held;
            rows.Add($"{at + 1,2} {attack.Name,-22} {row.Told}");
            theatre.Say(rows[^1]);
        }

        return new Verdict(
            $"under each attack all is refused that must be, and a healthy client's p99 is at most {AttackTrial.MostRatio}× what it was",
            kept,
            [.. rows, AttackTrial.Rules, string.Create(CultureInfo.InvariantCulture, $"seed {Repertoire.Seed}, {Environment.ProcessorCount} processors")]);
    }

    private static async Task<Siege> StartAsync(Theatre theatre, CancellationToken cancel)
    {
        var (alice, mallory, owner) = (Secret(), Secret(), Secret());
        const string Bounded = """{ "MusterServer": { "ConnectionsPerAddress": 256 } }""";
        var open = theatre.StartNode("open", Bounded);
        var guarded = theatre.StartNode("guarded", JsonSerializer.Serialize(new
        {
            MusterServer = new { Tokens = new[] { Token("alice", alice, "provider", "consumer"), Token("mallory", mallory, "provider", "consumer"), Token("owner", owner, "owner") } },
        }));
        var exposed = OwnAddress() is { } address ? theatre.StartNode("exposed", Bounded, address) : null;
        foreach (var node in new[] { open, guarded, exposed }.OfType<Target>())
            await theatre.UntilAsync($"{node.Rpc} listens", () => Theatre.Listens(node.Rpc) && Theatre.Listens(node.Http), cancel);
        await RegisterAsync(open, "", cancel);
        await RegisterAsync(guarded, alice, cancel);
        return new(open, guarded, exposed, alice, mallory, owner);
    }

    /// <summary>An address of this machine that others could reach.</summary>
    private static IPAddress? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static one => one.OperationalStatus is OperationalStatus.Up)
        .SelectMany(static one => one.GetIPProperties().UnicastAddresses.Select(static its => its.Address))
        .FirstOrDefault(static address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    private static async Task RegisterAsync(Target node, string token, CancellationToken cancel)
    {
        using var http = new HttpClient();
        if (token.Length > 0) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var body = new StringContent("""{"addresses": ["http://10.0.0.7:8080"], "ttl": "10m"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(node.Api($"/v1/namespaces/{Target.Namespace}/services/{Target.Service}/instances/healthy"), body, cancel);
        if (!answer.IsSuccessStatusCode) throw new StageException($"An instance could not be registered: {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    private static object Token(string name, string secret, params string[] verbs) =>
        new { Name = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))), Verbs = verbs };

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
