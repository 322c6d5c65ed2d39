using System.Globalization;

namespace Muster.Chaos.Stage;

/// <summary>What the consumers' logs say, read after they were written.</summary>
internal sealed class CallRecord
{
    private readonly List<string> _failures = [];
    private long _firstAt = long.MaxValue;
    private long _lastAt;

    public int Calls { get; private set; }

    /// <summary>From the first call to the last.</summary>
    public double Seconds => (_lastAt - _firstAt) / 1000.0;

    public int FailedGets { get; private set; }

    public int FailedPosts { get; private set; }

    public int Retries { get; private set; }

    public int RetriesRefused { get; private set; }

    public long SlowestMs { get; private set; }

    /// <summary>When the last call began that failed; zero when none did.</summary>
    public long LastFailureAt { get; private set; }

    /// <summary>Logs that do not end as a consumer ends that was asked to.</summary>
    public int Broken { get; private set; }

    /// <summary>Calls that nobody answered, in words; the first few.</summary>
    public IEnumerable<string> Failures => _failures.Take(10);

    public static CallRecord Of(IEnumerable<string> logs)
    {
        var record = new CallRecord();
        foreach (var log in logs)
        {
            var ended = false;
            foreach (var line in File.ReadLines(log)) ended = record.Take(line.Split(' ', 7), Path.GetFileName(log));
            if (!ended) record.Broken++;
        }

        return record;
    }

    /// <summary>The last list in a log: when it was shown, where it came from, and its instances with their addresses.</summary>
    public static (long At, string Source, string[] Instances) LastList(string log)
    {
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var (last, text) = ("list 0 Nothing ", reader.ReadToEnd());
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n'))
            if (line.StartsWith("list ", StringComparison.Ordinal)) last = line;

        var parts = last.Split(' ', 4);
        return (long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    private bool Take(string[] words, string log)
    {
        switch (words)
        {
            case ["call", var at, var ms, var method, var outcome, ..]:
                Calls++;
                var started = long.Parse(at, CultureInfo.InvariantCulture);
                (_firstAt, _lastAt) = (Math.Min(_firstAt, started), Math.Max(_lastAt, started));
                SlowestMs = Math.Max(SlowestMs, long.Parse(ms, CultureInfo.InvariantCulture));
                if (outcome is "ok") break;
                LastFailureAt = Math.Max(LastFailureAt, started);
                if (method is "GET") FailedGets++;
                else FailedPosts++;
                _failures.Add($"{log}: {string.Join(' ', words)}");
                break;
            case ["retry", _, "granted"]: Retries++; break;
            case ["retry", ..]: RetriesRefused++; break;
            case ["end"]: return true;
        }

        return false;
    }
}
