using System.CommandLine;
using System.Globalization;
using Muster.Cli.CommandLine;
using Muster.Protocol;

namespace Muster.Cli.Planning;

/// <summary>What was asked of <c>muster plan</c>.</summary>
/// <param name="Model">The file of the coefficients; null for the usual one.</param>
/// <param name="Connections">Of a measurement or check; null for as many as fit.</param>
internal sealed record PlanRequest(
    Fleet Fleet, Storm Storm, double Cores, double HeadRoomPercent, string? Model, int? Connections, bool Measures, bool Checks);

/// <summary>The options of <c>muster plan</c>, each with what it may be.</summary>
internal sealed class PlanOptions
{
    private const int MostPayload = 8000;   // what a registry takes, and addresses
    private const int LeastPayload = 80;    // an id, an address and a build number

    private static readonly Fleet Usual = new();

    private readonly Option<int> _services = Whole("--services", "Services.", Usual.Services);
    private readonly Option<int> _instances = Whole("--instances", "Instances of each service.", Usual.Instances);
    private readonly Option<int?> _providers = new("--providers") { HelpName = "N", Description = "Processes that register them. Default: one for each instance." };
    private readonly Option<int> _consumers = Whole("--consumers", "Processes that follow services.", Usual.Consumers);
    private readonly Option<int> _follows = Whole("--follows", "Services that each consumer follows.", Usual.Follows);
    private readonly Option<int> _payload = Whole("--payload", "Bytes of one encoded instance.", Usual.PayloadBytes);
    private readonly Option<double> _heartbeat = Number("--heartbeat", "SECONDS", "Interval of heartbeats.", Usual.HeartbeatSeconds);
    private readonly Option<double> _restarts = Number("--restarts", "N", "Restarts of each instance in a day.", Usual.RestartsPerDay);
    private readonly Option<int> _restarting = Whole("--restarting", "Services that are restarted at once.", 1);
    private readonly Option<double> _pace = Number("--pace", "MS", "Milliseconds from one change of a service to the next; 0: unpaced. A restart is two changes.", 0);
    private readonly Option<double> _cores = Number("--cores", "N", "Cores of a node.", Environment.ProcessorCount);
    private readonly Option<double> _headRoom = Number("--headroom", "PERCENT", "Part of a node's cores that is kept free in a storm.", 50);
    private readonly Option<string?> _model = new("--model") { HelpName = "FILE", Description = $"The file of the measured coefficients. Default: {CostFile.UsualPath}, and what is built in where it is not there." };
    private readonly Option<int?> _connections = new("--connections") { HelpName = "N", Description = "Consumers of --measure and --check. Default: 10000, or as many as this process may open." };
    private readonly Option<bool> _measure = new("--measure") { Description = "Find the coefficients of this machine and keep them." };
    private readonly Option<bool> _check = new("--check") { Description = "Make storms and compare them with the forecast." };

    public void AddTo(Command verb)
    {
        foreach (var option in new Option[]
                 {
                     _services, _instances, _providers, _consumers, _follows, _payload, _heartbeat, _restarts, _restarting, _pace, _cores, _headRoom,
                     _model, _connections, _measure, _check,
                 })
            verb.Add(option);
    }

    /// <exception cref="CommandFailure">Something that was said cannot be.</exception>
    public PlanRequest Read(ParseResult line)
    {
        var services = Within(line, _services, 1, 1_000_000);
        var instances = Within(line, _instances, 1, 100_000);
        var fleet = new Fleet
        {
            Services = services,
            Instances = instances,
            Providers = line.GetValue(_providers) is { } providers
                ? Within(_providers, providers, 1, 100_000_000)
                : (int)Math.Min(100_000_000, (long)services * instances),
            Consumers = Within(line, _consumers, 1, 100_000_000),
            Follows = Within(line, _follows, 1, services, $", the number of services"),
            PayloadBytes = Within(line, _payload, LeastPayload, MostPayload),
            HeartbeatSeconds = Within(line, _heartbeat, 1, 3600),
            RestartsPerDay = Within(line, _restarts, 0, 10_000),
        };
        var storm = new Storm
        {
            Services = Within(line, _restarting, 1, services, ", the number of services"),
            PaceMilliseconds = Within(line, _pace, 0, 3_600_000),
        };
        return new(
            fleet, storm, Within(line, _cores, 0.1, 10_000), Within(line, _headRoom, 0, 99), line.GetValue(_model),
            line.GetValue(_connections) is { } connections ? Within(_connections, connections, 1, Limit()) : null,
            line.GetValue(_measure), line.GetValue(_check));
    }

    private static int Limit() => Muster.Server.Hosting.ConnectionBound.Conversations();

    private static Option<int> Whole(string name, string description, int usual) =>
        new(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => usual };

    private static Option<double> Number(string name, string unit, string description, double usual) => new(name)
    {
        HelpName = unit,
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
            result.AddError($"{name}: {Names.Quote(result.Tokens[0].Value)} is not a number.");
            return 0;
        },
    };

    private static int Within(ParseResult line, Option<int> option, int least, int most, string why = "") =>
        Within(option, line.GetValue(option), least, most, why);

    private static double Within(ParseResult line, Option<double> option, double least, double most) =>
        Within(option, line.GetValue(option), least, most);

    private static T Within<T>(Option option, T value, T least, T most, string why = "")
        where T : IComparable<T> => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
        ? value
        : throw new CommandFailure(ExitCode.Usage, FormattableString.Invariant($"{option.Name}: {value} is not between {least} and {most}{why}."));
}
