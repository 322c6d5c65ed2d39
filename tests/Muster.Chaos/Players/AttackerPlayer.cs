using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Muster.Chaos.Attacks;

namespace Muster.Chaos.Players;

/// <summary>Attacks as it is told, a line each on its standard input, and answers each with what became of it.</summary>
/// <remarks>
/// A process of its own, so that its work and its collections of garbage are not those of whoever measures. It gets what
/// the others leave of the processors: attackers elsewhere would take none from the nodes.
/// </remarks>
internal static class AttackerPlayer
{
    public const string Word = "play-attacker";

    public static async Task<int> RunAsync()
    {
        var orders = Channel.CreateUnbounded<string>();   // one at a time: the next comes after the answer
        new Thread(Listen) { IsBackground = true, Name = "orders" }.Start();
        using var repertoire = new Repertoire(Read(await orders.Reader.ReadAsync()));
        Answer(default);
        await foreach (var name in orders.Reader.ReadAllAsync()) Answer(await repertoire.PlayAsync(name, CancellationToken.None));
        return 0;

        void Listen()
        {
            while (Console.In.ReadLine() is { } line) orders.Writer.TryWrite(line);
            Environment.Exit(3);   // the leash
        }
    }

    /// <summary>The first line it is told.</summary>
    public static string Write(Siege siege) => JsonSerializer.Serialize(
        new[] { siege.Open, siege.Guarded, siege.Exposed }.SelectMany(static node => new[] { $"{node?.Http}", $"{node?.Rpc}" }).Concat([siege.Alice, siege.Mallory, siege.Owner]));

    private static Siege Read(string line) => JsonSerializer.Deserialize<string[]>(line) is [var open, var openRpc, var guarded, var guardedRpc, var exposed, var exposedRpc, var alice, var mallory, var owner]
        ? new(At(open, openRpc), At(guarded, guardedRpc), exposed.Length == 0 ? null : At(exposed, exposedRpc) with { Tls = true }, alice, mallory, owner)
        : throw new InvalidOperationException("These are no orders.");

    private static Target At(string http, string rpc) => new(IPEndPoint.Parse(http), IPEndPoint.Parse(rpc));

    private static void Answer(Outcome outcome) => Console.WriteLine(Stage.Player.AnswerMark + JsonSerializer.Serialize(outcome));
}
