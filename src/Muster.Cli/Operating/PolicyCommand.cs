using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;
using Counted = Muster.Core.Counted;

namespace Muster.Cli.Operating;

/// <summary><c>muster policy show|test|apply|history</c>: who may join.</summary>
internal static class PolicyCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("policy", "Decides who may join: shows, tries and applies the admission policy.")
        {
            Details =
            [
                "A policy is a text of rules, one a line; the first that matches decides:",
                "    allow       environment=production  namespace=prod,prod-*",
                "    quarantine  service=legacy.*  address=10.9.0.0/16  reason=\"until the move is over\"",
                "    default deny  reason=\"ask the platform team\"",
                "Conditions: namespace, service, address, peer, caller, environment, label.KEY. docs/policy.md tells all.",
            ],
            Examples = ["muster policy show > who-may-join.policy", "muster policy test who-may-join.policy", "muster policy apply who-may-join.policy --reason 'the test network stays out'", "muster policy history"],
        };
        verb.Add(Show(registry, here));
        verb.Add(Test(registry, here));
        verb.Add(Apply(registry, here));
        verb.Add(History(registry, here));
        return verb;
    }

    private static Verb Show(RegistryOptions registry, Surroundings here)
    {
        var revision = new Option<ulong>("--revision") { HelpName = "N", Description = "One of the last 100. Default: the one that holds." };
        var verb = new Verb("show", "Prints the policy that holds, or an earlier one.")
        {
            Details = ["What is printed is what was applied, to the character: it can be put under version control, and applied again."],
            Examples = ["muster policy show > who-may-join.policy", "muster policy show --revision 3"],
        };
        verb.Add(revision);
        registry.AddTo(verb, printsLists: true, inNamespace: false);
        verb.Does(async (line, cancel) =>
        {
            using var calls = registry.TargetOf(line, here).Open();
            var policy = await calls.PolicyAsync(line.GetValue(revision), cancel);
            if (registry.FormOf(line) is OutputForm.Json) Screen.PrintJson(JsonSerializer.Serialize(PolicyJson.Of(policy, whole: true), ApiJson.Plain.PolicyJson), here);
            else here.Out.Write(policy.Text);
            here.Note(policy.Revision == 0
                ? "No policy was ever applied: whoever has a token that covers it may register."
                : $"Policy {policy.Revision}, by {policy.Author} at {When(policy)}: {ForeignText.Show(policy.Reason)}");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Test(RegistryOptions registry, Surroundings here)
    {
        var file = FileArgument();
        var verb = new Verb("test", "Tells whom a policy would hit among those that are registered now.")
        {
            Details = ["Nothing is changed. Those that are turned away now are judged, too."],
            Examples = ["muster policy test who-may-join.policy", "muster policy test who-may-join.policy -o json"],
        };
        verb.Add(file);
        registry.AddTo(verb, printsLists: true, inNamespace: false);
        verb.Does(async (line, cancel) =>
        {
            var text = PolicyFile.Read(line.GetRequiredValue(file));
            using var calls = registry.TargetOf(line, here).Open();
            var trial = await calls.TryPolicyAsync(text, cancel);
            if (registry.FormOf(line) is OutputForm.Json) Screen.PrintJson(JsonSerializer.Serialize(PolicyTrialJson.Of(trial), ApiJson.Plain.PolicyTrialJson), here);
            else PolicyTable.Print(trial, here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Apply(RegistryOptions registry, Surroundings here)
    {
        var file = FileArgument();
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Why, for whoever finds this later. Needed." };
        var expect = new Option<ulong?>("--expect") { HelpName = "N", Description = "The revision that it was tested against; refused where another one holds. Default: the one that holds when this begins." };
        var verb = new Verb("apply", "Puts a policy in force, also for those who are in.")
        {
            Details =
            [
                "Everybody is judged anew before it answers: the denied leave the lists and are told why, those in quarantine are hidden,",
                "and those that are released come back by themselves.",
                "When somebody else has changed the policy meanwhile, nothing is done and the exit code is 7. An empty file admits everybody.",
            ],
            Examples = ["muster policy apply who-may-join.policy --reason 'the test network stays out'", "muster policy apply who-may-join.policy --expect 3 --reason 'as reviewed'"],
        };
        verb.Add(file);
        verb.Add(reason);
        verb.Add(expect);
        registry.AddTo(verb, printsLists: true, inNamespace: false);
        verb.Does(async (line, cancel) =>
        {
            var request = new ApplyPolicyRequest
            {
                Text = PolicyFile.Read(line.GetRequiredValue(file)),
                Reason = line.GetValue(reason) ?? throw new CommandFailure(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT."),
            };
            using var calls = registry.TargetOf(line, here).Open();
            request.ExpectedRevision = line.GetValue(expect) ?? (await calls.PolicyAsync(0, cancel)).Revision;
            var effect = await calls.ApplyPolicyAsync(request, cancel);
            if (registry.FormOf(line) is OutputForm.Json) Screen.PrintJson(JsonSerializer.Serialize(PolicyEffectJson.Of(effect), ApiJson.Plain.PolicyEffectJson), here);
            else here.Out.WriteLine($"Policy {effect.Revision} holds. {Counted.Of(effect.Judged, "instance was", "instances were")} judged: {effect.Denied} denied, {effect.Quarantined} put in quarantine, {effect.Released} released.");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb History(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("history", "Lists who changed the policy, when and why: the last 100 times.")
        {
            Examples = ["muster policy history"],
        };
        registry.AddTo(verb, printsLists: true, inNamespace: false);
        verb.Does(async (line, cancel) =>
        {
            using var calls = registry.TargetOf(line, here).Open();
            var history = await calls.PoliciesAsync(cancel);
            if (registry.FormOf(line) is OutputForm.Json)
            {
                Screen.PrintJson(JsonSerializer.Serialize(PolicyHistoryJson.Of(history.Policies), ApiJson.Plain.PolicyHistoryJson), here);
            }
            else if (history.Policies.Count == 0)
            {
                here.Note("No policy was ever applied: whoever has a token that covers it may register.");
            }
            else
            {
                var table = Screen.NewTable("REVISION", "AT", "AUTHOR", "REASON");
                foreach (var policy in history.Policies)
                    table.AddRow(Screen.Cell(policy.Revision.ToString(CultureInfo.InvariantCulture)), Screen.Cell(When(policy)), Screen.Cell(policy.Author), Screen.Cell(policy.Reason));
                Screen.Print(table, here);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static Argument<string> FileArgument() => new("FILE") { Description = "The policy, one rule a line." };

    private static string When(PolicyDocument policy) =>
        DateTimeOffset.FromUnixTimeMilliseconds(policy.AtMs).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
