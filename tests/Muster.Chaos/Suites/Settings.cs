using System.Globalization;

namespace Muster.Chaos.Suites;

/// <summary>How large a play is, from <c>name=value</c> words.</summary>
internal sealed class Settings
{
    public static readonly string[] Names = ["rounds", "providers", "consumers", "calls", "abreast", "away", "pause", "kills", "attack", "faults"];

    private readonly Dictionary<string, int> _set = [];

    public int Rounds => _set.GetValueOrDefault("rounds", 20);

    public int Providers => _set.GetValueOrDefault("providers", 10);

    public int Consumers => _set.GetValueOrDefault("consumers", 5);

    /// <summary>Calls a second of all consumers together.</summary>
    public int Calls => _set.GetValueOrDefault("calls", 200);

    /// <summary>How many are restarted at a time.</summary>
    public int Abreast => _set.GetValueOrDefault("abreast", 1);

    /// <summary>Seconds that the registry is away.</summary>
    public int Away => _set.GetValueOrDefault("away", 300);

    /// <summary>Seconds that a provider stands still.</summary>
    public int Pause => _set.GetValueOrDefault("pause", 100);

    /// <summary>How often the node is killed in the middle of an edit.</summary>
    public int Kills => _set.GetValueOrDefault("kills", 200);

    /// <summary>The only attack that is played, by its place among all; 0: each.</summary>
    public int Attack => _set.GetValueOrDefault("attack");

    /// <summary>How many of the faults of a line are played on instructions, from the first on.</summary>
    public int Faults => _set.GetValueOrDefault("faults", int.MaxValue);

    /// <summary>The first word that sets nothing.</summary>
    public string? Fault { get; private set; }

    public static Settings Of(params IEnumerable<string> words)
    {
        var settings = new Settings();
        foreach (var word in words)
        {
            if (word.Split('=') is [var name, var value] && Names.Contains(name) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                settings._set[name] = number;
            else
                settings.Fault ??= word;
        }

        return settings;
    }

    public override string ToString() => string.Join(' ', _set.Select(static pair => $"{pair.Key}={pair.Value}"));
}
