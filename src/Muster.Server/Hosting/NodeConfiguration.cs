using System.Globalization;
using Microsoft.Extensions.Configuration;
using Muster.Protocol;

namespace Muster.Server.Hosting;

/// <summary>Reads <see cref="NodeOptions"/> from configuration. Answers every fault at once, unknown keys included.</summary>
internal sealed class NodeConfiguration
{
    private readonly List<string> _faults = [];

    /// <exception cref="StartRefusedException">Something is not as it must be.</exception>
    public static NodeOptions Read(IConfiguration configuration)
    {
        var reading = new NodeConfiguration();
        var options = reading.ReadNode(configuration.GetSection(NodeOptions.Section));
        reading._faults.AddRange(NodeOptionsFaults.Of(options));
        return reading._faults.Count == 0 ? options : throw new StartRefusedException(reading._faults);
    }

    private NodeOptions ReadNode(IConfigurationSection section)
    {
        var options = new NodeOptions();
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "datadir": Text(entry, value => options.DataDir = value); break;
                case "http": Text(entry, value => options.Http = value); break;
                case "rpc": Text(entry, value => options.Rpc = value); break;
                case "insecure": Flag(entry, value => options.Insecure = value); break;
                case "requiretoken": Flag(entry, value => options.RequireToken = value); break;
                case "environment": Text(entry, value => options.Environment = value); break;
                case "advertise": Texts(entry, options.Advertise); break;
                case "connectionsperaddress": Whole(entry, value => options.ConnectionsPerAddress = value); break;
                case "tls": ReadTls(entry, options.Tls); break;
                case "session": ReadSession(entry, options.Session); break;
                case "health": ReadHealth(entry, options.Health); break;
                case "audit": ReadMemory(entry, value => options.Audit.KeepFor = value, value => options.Audit.Megabytes = value); break;
                case "journal": ReadMemory(entry, value => options.Journal.KeepFor = value, value => options.Journal.Megabytes = value); break;
                case "detector": ReadDetector(entry, options.Detector); break;
                case "quota": ReadQuota(entry, options.Quota); break;
                case "tokens":
                    if (entry.Value is { Length: > 0 }) _faults.Add($"{entry.Path}: give a list of tokens.");
                    foreach (var token in entry.GetChildren()) options.Tokens.Add(ReadToken(token));
                    break;
                default:
                    Unknown(entry, "DataDir, Http, Rpc, Insecure, RequireToken, Environment, Advertise, ConnectionsPerAddress, Tls, Session, Health, Detector, Audit, Journal, Quota, Tokens");
                    break;
            }
        }

        return options;
    }

    private void ReadTls(IConfigurationSection section, TlsOptions tls)
    {
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "certificatefile": Text(entry, value => tls.CertificateFile = value); break;
                case "keyfile": Text(entry, value => tls.KeyFile = value); break;
                case "clientauthorityfile": Text(entry, value => tls.ClientAuthorityFile = value); break;
                default: Unknown(entry, "CertificateFile, KeyFile, ClientAuthorityFile"); break;
            }
        }
    }

    private void ReadSession(IConfigurationSection section, SessionOptions session)
    {
        foreach (var entry in Settings(section))
        {
            if (Key(entry) == "timeout") Duration(entry, value => session.Timeout = value);
            else Unknown(entry, "Timeout");
        }
    }

    private void ReadMemory(IConfigurationSection section, Action<TimeSpan> keepFor, Action<int> megabytes)
    {
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "keepfor": Duration(entry, keepFor); break;
                case "megabytes": Whole(entry, megabytes); break;
                default: Unknown(entry, "KeepFor, Megabytes"); break;
            }
        }
    }

    private void ReadQuota(IConfigurationSection section, QuotaOptions quota)
    {
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "instances": Whole(entry, value => quota.Instances = value); break;
                case "subscriptions": Whole(entry, value => quota.Subscriptions = value); break;
                case "callspersecond": Whole(entry, value => quota.CallsPerSecond = value); break;
                case "burst": Whole(entry, value => quota.Burst = value); break;
                default: Unknown(entry, "Instances, Subscriptions, CallsPerSecond, Burst"); break;
            }
        }
    }

    private void ReadHealth(IConfigurationSection section, HealthOptions health)
    {
        foreach (var entry in Settings(section))
        {
            if (Key(entry) != "services")
            {
                Unknown(entry, "Services");
                continue;
            }

            if (entry.Value is { Length: > 0 }) _faults.Add($"{entry.Path}: give a list of services.");
            foreach (var service in entry.GetChildren()) health.Services.Add(ReadServiceHealth(service));
        }
    }

    private void ReadDetector(IConfigurationSection section, DetectorOptions detector)
    {
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "location": Text(entry, value => detector.Location = value); break;
                case "allow": Texts(entry, detector.Allow); break;
                default: Unknown(entry, "Location, Allow"); break;
            }
        }
    }

    private ServiceHealthOptions ReadServiceHealth(IConfigurationSection section)
    {
        var service = new ServiceHealthOptions();
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "namespace": Text(entry, value => service.Namespace = value); break;
                case "service": Text(entry, value => service.Service = value); break;
                case "leastsuccess": Number(entry, value => service.LeastSuccess = value); break;
                case "leastcalls": Whole(entry, value => service.LeastCalls = value); break;
                case "fleetgap": Number(entry, value => service.FleetGap = value); break;
                case "badshare": Number(entry, value => service.BadShare = value); break;
                case "critical": Texts(entry, service.Critical); break;
                default: Unknown(entry, "Namespace, Service, LeastSuccess, LeastCalls, FleetGap, BadShare, Critical"); break;
            }
        }

        return service;
    }

    private TokenOptions ReadToken(IConfigurationSection section)
    {
        var token = new TokenOptions();
        foreach (var entry in Settings(section))
        {
            switch (Key(entry))
            {
                case "name": Text(entry, value => token.Name = value); break;
                case "sha256": Text(entry, value => token.Sha256 = value); break;
                case "certificatename": Text(entry, value => token.CertificateName = value); break;
                case "namespace": Text(entry, value => token.Namespace = value); break;
                case "service": Text(entry, value => token.Service = value); break;
                case "environment": Text(entry, value => token.Environment = value); break;
                case "verbs": Texts(entry, token.Verbs); break;
                default: Unknown(entry, "Name, Sha256, CertificateName, Namespace, Service, Environment, Verbs"); break;
            }
        }

        return token;
    }

    /// <summary>What stands in a section; a section that is one value is a fault.</summary>
    private IEnumerable<IConfigurationSection> Settings(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 }) _faults.Add($"{section.Path}: give settings by name, not one value.");
        return section.GetChildren();
    }

    private void Text(IConfigurationSection entry, Action<string> set)
    {
        if (entry.Value is { } value) set(value);
        else _faults.Add($"{entry.Path}: give one text.");
    }

    private void Texts(IConfigurationSection list, IList<string> target)
    {
        if (list.Value is { Length: > 0 }) _faults.Add($"{list.Path}: give a list of texts.");
        foreach (var entry in list.GetChildren()) Text(entry, target.Add);
    }

    private void Flag(IConfigurationSection entry, Action<bool> set)
    {
        if (bool.TryParse(entry.Value, out var value)) set(value);
        else _faults.Add($"{entry.Path}: {Names.Quote(entry.Value ?? "")} is neither true nor false.");
    }

    private void Number(IConfigurationSection entry, Action<double> set)
    {
        if (double.TryParse(entry.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) set(value);
        else _faults.Add($"{entry.Path}: {Names.Quote(entry.Value ?? "")} is not a number, such as 0.95.");
    }

    private void Whole(IConfigurationSection entry, Action<int> set) => Number(entry, value => set((int)Math.Clamp(value, int.MinValue, int.MaxValue)));

    private void Duration(IConfigurationSection entry, Action<TimeSpan> set)
    {
        if (entry.Value is { } text && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value)) set(value);
        else _faults.Add($"{entry.Path}: {Names.Quote(entry.Value ?? "")} is not a duration. Write it as hours:minutes:seconds, such as 00:01:30.");
    }

    private void Unknown(IConfigurationSection entry, string known) =>
        _faults.Add($"{entry.Path}: there is no such setting. Known here: {known}.");

    private static string Key(IConfigurationSection entry) => entry.Key.ToLowerInvariant();
}
