using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Probes;

/// <summary>Makes one sight of what several detectors think of an instance.</summary>
/// <remarks>Keeps its lists between calls, so that a result costs no memory.</remarks>
internal sealed class Lookout
{
    private readonly List<Ballot> _ballots = [];
    private readonly List<Witness> _witnesses = [];

    public Sight Look(Target target, TimeSpan now)
    {
        _ballots.Clear();
        _witnesses.Clear();
        foreach (var assignment in target.Assignments)
        {
            if (assignment.Detector.LeftAt is not null) continue;
            var opinion = assignment.Opinion.StillHeld(target.Probe, now);
            _witnesses.Add(new(opinion, assignment.Detector.Reached > 0));
            Cast(assignment.Detector.Location, opinion.Leaning);
        }

        var tally = Quorum.Count(_ballots, target.Locations);
        var refused = Refusals.Proof(_witnesses);
        var seen = tally.Verdict switch
        {
            Leaning.Down => Seen.Down,
            Leaning.Up => ProbeRules.IsOfApplication(target.Probe) ? Seen.Answers : Seen.Open,
            _ => Seen.Unclear,
        };
        var downIn = seen is Seen.Down ? "" : DownIn();
        var next = new Sight(seen, refused > 0, "", downIn);
        return next.IsLike(target.Sight) ? target.Sight : next with { Evidence = Words(target, seen, refused, tally) };
    }

    private void Cast(Location location, Leaning leaning)
    {
        var (up, down) = (leaning is Leaning.Up ? 1 : 0, leaning is Leaning.Down ? 1 : 0);
        for (var at = 0; at < _ballots.Count; at++)
        {
            if (_ballots[at].Location != location.Name) continue;
            _ballots[at] = _ballots[at] with { Up = _ballots[at].Up + up, Down = _ballots[at].Down + down };
            return;
        }

        _ballots.Add(new(location.Name, location.IsBlind, up, down));
    }

    private string DownIn()
    {
        var some = "";
        foreach (var ballot in _ballots)
            if (ballot.Vote is Leaning.Down) some = some.Length == 0 ? ballot.Location : $"{some},{ballot.Location}";
        return some;
    }

    private static string Words(Target target, Seen seen, int refused, Tally tally)
    {
        if (refused > 0) return refused == 1 ? "connection refused twice to the only detector" : $"connection refused to {refused} detectors";
        return seen switch
        {
            Seen.Down => $"probes down: {tally.Down} of {Locations(tally.Voting)}, {LastOf(target, good: false)}",
            Seen.Answers or Seen.Open => $"probes up: {tally.Up} of {Locations(tally.Voting)}, {LastOf(target, good: true)}",
            _ => "",
        };
    }

    private static string Locations(int voting) => voting == 1 ? "1 location" : $"{voting} locations";

    /// <summary>What was said last by one who is of that opinion.</summary>
    private static string LastOf(Target target, bool good)
    {
        var last = Opinion.None;
        foreach (var assignment in target.Assignments)
            if (assignment.Opinion is { Last: not Outcome.Unspecified } one && one.Last is Outcome.Up == good && one.At >= last.At) last = one;
        return last.Evidence;
    }
}
