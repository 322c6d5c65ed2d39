namespace Muster.Chaos.Instructions;

/// <summary>What a process has done on instruction, by its own log.</summary>
internal sealed record Deeds(IReadOnlyList<string> Lines)
{
    public const string Begun = "begun", Ended = "ended", Drain = "drain", Resume = "resume";

    public static readonly string[] Commands = [Drain, "recount", Resume];

    /// <summary>How long each takes the process; longer where there is a <see cref="Hold"/>.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether it takes no new calls, by what it did last.</summary>
    public bool IsDrained =>
        Lines.Select(static line => line.Split(' ')).LastOrDefault(static words => words is [Begun, _, Drain or Resume]) is [_, _, Drain];

    /// <param name="log">May be written on meanwhile, or not be there yet.</param>
    public static Deeds Of(string log)
    {
        if (!File.Exists(log)) return new([]);
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        return new(text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>How often it began, and ended, what an id names.</summary>
    public (int Begun, int Ended) CountOf(string id) => (Count($"{Begun} {id} "), Count($"{Ended} {id} "));

    private int Count(string start) => Lines.Count(line => line.StartsWith(start, StringComparison.Ordinal));
}
