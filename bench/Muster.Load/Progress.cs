namespace Muster.Load;

/// <summary>Says what takes long, while it does: a line that is written over on a terminal, a line every ten seconds in a file.</summary>
internal static class Progress
{
    private static readonly Lock Gate = new();
    private static long _toldAt;

    /// <summary>What is being done.</summary>
    public static string Phase { get; set; } = "";

    /// <summary>Called once a second.</summary>
    public static void Tell(string still)
    {
        lock (Gate)
        {
            if (!Console.IsErrorRedirected)
            {
                var line = $"  {Phase}: {still}";
                Console.Error.Write($"\r{line[..Math.Min(line.Length, 110)]}\e[K");
                return;
            }

            if (Environment.TickCount64 - _toldAt < 10_000) return;
            _toldAt = Environment.TickCount64;
            Console.Error.WriteLine($"  {Phase}: {still}");
        }
    }

    /// <summary>Something that stays to be read.</summary>
    public static void Print(string line)
    {
        lock (Gate)
        {
            if (!Console.IsErrorRedirected) Console.Error.Write("\r\e[K");
            Console.WriteLine(line);
        }
    }
}
