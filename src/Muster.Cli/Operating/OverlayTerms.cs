using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Core;
using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Cli.Operating;

/// <summary>Whom an edit is about, why, for how long, and what it is bound to: the same for every verb that edits.</summary>
internal sealed class OverlayTerms
{
    private readonly Option<string[]> _where = new("--where") { HelpName = "KEY=VALUE", Description = "All that are registered with this zone, unit or label. May be said several times: all of them hold.", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _all = new("--all") { Description = "All that are registered." };
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why, for whoever finds this later. Needed." };
    private readonly Option<string?> _for = new("--for") { HelpName = "TIME", Description = "Ends by itself after this time, such as 30m or 2h. Default: never." };
    private readonly Option<bool> _keep = new("--keep") { Description = "Bound to the id, also for whoever registers under it later. Default: to the run that is registered now." };

    /// <summary>Lets a verb take them.</summary>
    public void AddTo(Command verb, bool lays)
    {
        verb.Add(_where);
        verb.Add(_all);
        if (!lays) return;
        verb.Add(_reason);
        verb.Add(_for);
        verb.Add(_keep);
    }

    /// <summary>A request that says everything but the edits.</summary>
    /// <exception cref="CommandFailure">Something that was said cannot be.</exception>
    public EditOverlaysRequest RequestOf(ParseResult line, string service, bool lays)
    {
        var request = new EditOverlaysRequest { Service = service };
        if (!lays) return request;

        request.Reason = line.GetValue(_reason) ?? throw new CommandFailure(ExitCode.Usage, "Say why, for whoever finds this later: --reason TEXT.");
        request.Keep = line.GetValue(_keep);
        if (line.GetValue(_for) is not { } written) return request;
        var (within, fault) = TimeToLive.Parse("--for", written);
        if (fault is not null) throw new CommandFailure(ExitCode.Usage, fault);
        request.WithinMs = (ulong)within.TotalMilliseconds;
        return request;
    }

    /// <exception cref="CommandFailure">It was not said whom, or in two ways.</exception>
    public void RefuseUnlessSaid(ParseResult line, IReadOnlyList<string> named)
    {
        var (where, all) = (line.GetValue(_where) ?? [], line.GetValue(_all));
        if ((named.Count > 0 ? 1 : 0) + (where.Length > 0 ? 1 : 0) + (all ? 1 : 0) != 1)
            throw new CommandFailure(ExitCode.Usage, "Say whom: either ids, or --where KEY=VALUE, or --all.");
        if (where.FirstOrDefault(wanted => !wanted.Contains('=', StringComparison.Ordinal)) is { } bad)
            throw new CommandFailure(ExitCode.Usage, $"--where: {Names.Quote(bad)} is not KEY=VALUE.");
    }

    /// <summary>The instances that were named, or that match.</summary>
    /// <exception cref="CommandFailure">None does.</exception>
    public IReadOnlyList<string> InstancesOf(ParseResult line, IReadOnlyList<string> named, OverlaidService service)
    {
        if (named.Count > 0) return named;

        var where = line.GetValue(_where) ?? [];
        var matching = service.Registered.Where(instance => where.All(wanted => Matches(instance, wanted))).Select(instance => instance.Id).ToList();
        return matching.Count > 0
            ? matching
            : throw new CommandFailure(ExitCode.NotFound, $"None of {Counted.Of(service.Registered.Count, "instance")} of '{service.Name}' matches. 'muster instances {service.Name}' lists them.");
    }

    private static bool Matches(Instance instance, string wanted) => wanted.Split('=', 2) switch
    {
        ["zone", var zone] => instance.Zone == zone,
        ["unit", var unit] => instance.Unit == unit,
        [var key, var value] => instance.Metadata.TryGetValue(key, out var said) && said == value,
        _ => false,
    };
}
