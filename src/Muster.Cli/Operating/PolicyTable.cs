using System.Globalization;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Core;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Operating;

/// <summary>Whom a policy would hit, rule by rule.</summary>
internal static class PolicyTable
{
    public static void Print(TryPolicyResponse trial, Surroundings here)
    {
        var table = Screen.NewTable("LINE", "RULE", "DECIDES", "CHANGES");
        foreach (var rule in trial.Rules)
        {
            table.AddRow(
                new Text(rule.Line == 0 ? "-" : rule.Line.ToString(CultureInfo.InvariantCulture)),
                Screen.Cell(rule.Rule),
                new Text(rule.Matched.ToString(CultureInfo.InvariantCulture)),
                new Text(Changes(rule)));
        }

        Screen.Print(table, here);
        here.Out.WriteLine();
        here.Out.WriteLine($"Of {Counted.Of(trial.Judged, "instance")} {Changed(trial)} would be judged otherwise than by {(trial.Revision == 0 ? "no policy at all" : $"policy {trial.Revision}")}. Nothing was changed.");
    }

    private static long Changed(TryPolicyResponse trial) => trial.Rules.Sum(rule => (long)rule.Affected.Count + rule.MoreAffected);

    private static string Changes(RuleEffect rule)
    {
        if (rule.Affected.Count == 0) return "-";
        var named = rule.Affected.Select(one => ForeignText.Show($"{one.Namespace}/{one.Service}/{one.Id}: {ApiJson.Word(one.Before)} -> {ApiJson.Word(one.After)}"));
        return string.Join('\n', rule.MoreAffected == 0 ? named : named.Append($"and {rule.MoreAffected} more"));
    }
}
