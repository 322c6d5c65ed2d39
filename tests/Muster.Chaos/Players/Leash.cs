namespace Muster.Chaos.Players;

/// <summary>A player ends at once when its standard input does, which the system sees to whatever becomes of its starter.</summary>
internal static class Leash
{
    public static void Take() => new Thread(static () =>
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
        }

        Environment.Exit(3);
    })
    { IsBackground = true, Name = "leash" }.Start();
}
