using System.Diagnostics;
using Muster.Load.Figures;
using Muster.Load.Workloads;
using Muster.Peers.Processes;

namespace Muster.Load;

/// <summary>Measures workloads, run after run, and writes down after each what there is.</summary>
/// <param name="results">The file for it.</param>
/// <param name="asked">How often, and for how long.</param>
/// <param name="peers">Who alone is measured; empty for all.</param>
internal sealed class Measuring(string results, Asked asked, string[] peers)
{
    private const string NotAsked = "was not asked for";

    private readonly Book _book = new();
    private readonly Machine _machine = Machine.Here();
    private readonly Dictionary<(string Workload, string Subject), TimeSpan> _took = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <param name="workloads">Which.</param>
    /// <param name="isStorm">Whether the time is bounded, and whoever no target speaks of is measured once.</param>
    public Book Run(IReadOnlyList<Workload> workloads, bool isStorm)
    {
        var items = (from workload in workloads from make in workload.Subjects select new Item(workload, make, NameOf(make))).Where(IsHere).ToList();
        var runs = Enumerable.Range(1, asked.Runs).Select(run => items.Where(item => run == 1 || !isStorm || IsRepeated(item)).ToList()).ToList();
        var usual = runs.Sum(run => run.Sum(item => item.Usual.TotalMinutes));
        if (!asked.IsTrial) Progress.Print($"About {usual:0} minutes on two quiet cores: {asked.Runs} runs, {items.Count} measurements in the first, {runs[^1].Count} in the last. Load now: {_machine.Load}.");

        // Runs take turns, so that whatever else the machine does falls on all alike.
        for (var run = 1; run <= runs.Count; run++)
        {
            foreach (var item in runs[run - 1])
            {
                var elapsed = Stopwatch.GetElapsedTime(_started);
                if (isStorm && run > 1 && elapsed + _took.GetValueOrDefault((item.Workload.Name, item.Name)) > asked.AtMost)
                {
                    Progress.Print($"run {run} of {asked.Runs}: {item.Workload.Name}, {item.Name}: LEFT OUT, {asked.AtMost.TotalMinutes:0} minutes are over. Its earlier runs count.");
                    continue;
                }

                Measure(item, run);
                BookFile.Write(results, _book, _machine);
            }

            if (run < runs.Count)
                Progress.Print($"{Stopwatch.GetElapsedTime(_started).TotalMinutes:0} minutes are over; {runs.Skip(run).Sum(rest => rest.Sum(item => _took.GetValueOrDefault((item.Workload.Name, item.Name)).TotalMinutes)):0} to come.");
        }

        foreach (var line in Report.Tables(_book)) Console.WriteLine(line);
        Progress.Print($"Minutes: {string.Join(", ", _book.Took.Select(took => $"{took.Key} {took.Value / 60:0.0}"))}; {Stopwatch.GetElapsedTime(_started).TotalMinutes:0.0} in all.");
        return _book;
    }

    private static string NameOf(Func<Subject> make)
    {
        using var subject = make();
        return subject.Name;
    }

    /// <summary>A figure that no target speaks of needs no median.</summary>
    private static bool IsRepeated(Item item) => !item.Workload.IsOnce
        && (item.Name == "Muster" || Targets.All.Any(target => target.Peer == item.Name && item.Workload.Tables.Contains(target.Table)));

    private bool IsHere(Item item)
    {
        using var subject = item.Make();
        var who = item.Name.Split(',')[0];
        if (peers.Length > 0 && !peers.Any(peer => item.Name.StartsWith(peer, StringComparison.OrdinalIgnoreCase)))
        {
            _book.Absent.TryAdd(who, NotAsked);
            return false;
        }

        if (!subject.IsInstalled)
        {
            if (_book.Absent.TryAdd(who, $"{who} is not installed")) Progress.Print($"SKIPPED: {who} is not installed.");
            return false;
        }

        _book.Absent.Remove(who);
        _machine.Versions[who] = subject.Version;
        return true;
    }

    private void Measure(Item item, int run)
    {
        var started = Stopwatch.GetTimestamp();
        var name = $"run {run} of {asked.Runs}: {item.Workload.Name}, {item.Name}";
        var sheet = new Sheet(_book, item.Name);
        using var subject = item.Make();
        try
        {
            sheet.Begin("starting the server");
            subject.Start();
            item.Workload.Run(subject, sheet);
            Progress.Print($"{name}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        }
        catch (Exception failed)
        {
            var why = $"{failed.Message} {subject.LastWords}".Trim();
            _book.Add(new Failure(item.Workload.Name, item.Name, item.Workload.Tables, run, sheet.Phase, why));
            Progress.Print($"{name}: FAILED while {sheet.Phase}. {why}");
        }

        var took = Stopwatch.GetElapsedTime(started);
        _took[(item.Workload.Name, item.Name)] = took;
        _book.Took[item.Workload.Name] = _book.Took.GetValueOrDefault(item.Workload.Name) + took.TotalSeconds;
    }

    private sealed record Item(Workload Workload, Func<Subject> Make, string Name)
    {
        public TimeSpan Usual
        {
            get
            {
                using var subject = Make();
                return Workload.Usual(subject);
            }
        }
    }
}
