using System.CommandLine;

namespace Muster.Cli.CommandLine;

/// <summary>
/// Binds a process to the one that started it: with <c>--leash</c> it stops, politely, when its standard input ends,
/// which the system sees to whatever becomes of the starter.
/// </summary>
internal static class Leash
{
    public static readonly Option<bool> Option = new("--leash") { Recursive = true, Hidden = true };

    /// <summary>Cancels when standard input ends.</summary>
    public static CancellationTokenSource Take()
    {
        var let = new CancellationTokenSource();
        var waiting = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[64];
            while (input.Read(ignored) > 0)
            {
            }

            let.Cancel();
        })
        { IsBackground = true, Name = "leash" };
        waiting.Start();
        return let;
    }
}
