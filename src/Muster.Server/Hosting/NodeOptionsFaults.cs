using System.Globalization;
using System.Net;
using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.History;

namespace Muster.Server.Hosting;

/// <summary>The rules of <see cref="NodeOptions"/>: each fault says which setting, and what to do.</summary>
internal static class NodeOptionsFaults
{
    public static IEnumerable<string> Of(NodeOptions options) =>
        [.. Data(options), .. Binds(options), .. Connections(options), .. Tls(options), .. Labels(options), .. Session(options.Session), .. Health(options.Health), .. Detector(options.Detector), .. Audit(options.Audit), .. Journal(options.Journal), .. Quota(options.Quota), .. Tokens(options.Tokens)];

    private static IEnumerable<string> Data(NodeOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDir)) yield return "MusterServer:DataDir: name the folder of the node's files.";
    }

    private static IEnumerable<string> Binds(NodeOptions options)
    {
        var (http, rpc) = (BindAddress.Parse(options.Http), BindAddress.Parse(options.Rpc));
        if (http is null) yield return NoAddress("Http", options.Http);
        if (rpc is null) yield return NoAddress("Rpc", options.Rpc);
        if (http is not null && rpc is not null && http.Equals(rpc) && http.Port != 0)
            yield return $"MusterServer:Http and MusterServer:Rpc are both {http}: give them different ports.";
        if (options is { Insecure: true, RequireToken: true })
            yield return "MusterServer:Insecure and MusterServer:RequireToken are both set: the one serves everybody, the other nobody without a token. Set one.";
    }

    private static string NoAddress(string setting, string text) =>
        $"MusterServer:{setting}: {Names.Quote(text)} is not ADDRESS:PORT, such as 127.0.0.1:7500, 0.0.0.0:7500 or [::1]:7500.";

    private static IEnumerable<string> Connections(NodeOptions options)
    {
        if (options.ConnectionsPerAddress is < 1 or > ConnectionBound.Most)
            yield return $"MusterServer:ConnectionsPerAddress: {options.ConnectionsPerAddress} is outside 1 to {ConnectionBound.Most}.";
    }

    private static IEnumerable<string> Tls(NodeOptions options)
    {
        var tls = options.Tls;
        if (tls.CertificateFile.Length > 0 && tls.KeyFile.Length == 0)
            yield return "MusterServer:Tls:KeyFile: is missing, and MusterServer:Tls:CertificateFile is set. Set both or none.";
        if (tls.KeyFile.Length > 0 && tls.CertificateFile.Length == 0)
            yield return "MusterServer:Tls:CertificateFile: is missing, and MusterServer:Tls:KeyFile is set. Set both or none.";
        var named = options.Tokens.Any(token => token.CertificateName.Length > 0);
        if (named && tls.ClientAuthorityFile.Length == 0)
            yield return "MusterServer:Tls:ClientAuthorityFile: is missing, and a caller is known by his certificate. Name the PEM file with the authority that signs it.";
        if (tls.ClientAuthorityFile.Length > 0 && !tls.IsSet && !options.IsGuarded)
            yield return "MusterServer:Tls:ClientAuthorityFile: is set, and this node speaks cleartext, in which no certificate is shown. Set MusterServer:Tls:CertificateFile and KeyFile.";
    }

    private static IEnumerable<string> Labels(NodeOptions options)
    {
        if (Names.FaultInPlace("environment", options.Environment) is { } fault) yield return $"MusterServer:Environment: {fault}";
        for (var i = 0; i < options.Advertise.Count; i++)
            if (!IsHostAndPort(options.Advertise[i]))
                yield return $"MusterServer:Advertise:{i}: {Names.Quote(options.Advertise[i])} is not HOST:PORT, such as registry-1.example.com:7501.";
    }

    private static bool IsHostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            && Uri.CheckHostName(text[..colon]) is not UriHostNameType.Unknown;
    }

    private static IEnumerable<string> Session(SessionOptions session)
    {
        if (session.Timeout < Lease.ShortestTimeout || session.Timeout > Lease.LongestTimeout)
            yield return $"MusterServer:Session:Timeout: {session.Timeout} is outside {Lease.ShortestTimeout} to {Lease.LongestTimeout}.";
    }

    private static IEnumerable<string> Audit(AuditOptions audit)
    {
        if (audit.KeepFor < TimeSpan.FromHours(1) || audit.KeepFor > TimeSpan.FromDays(3660)) yield return $"MusterServer:Audit:KeepFor: {audit.KeepFor} is outside 01:00:00 to 3660.00:00:00.";
        if (audit.Megabytes is < 1 or > 100_000) yield return $"MusterServer:Audit:Megabytes: {audit.Megabytes} is outside 1 to 100000.";
    }

    private static IEnumerable<string> Journal(JournalOptions journal)
    {
        if (journal.KeepFor < TimeSpan.FromMinutes(1) || journal.KeepFor > TimeSpan.FromDays(7)) yield return $"MusterServer:Journal:KeepFor: {journal.KeepFor} is outside 00:01:00 to 7.00:00:00.";
        if (journal.Megabytes is < 1 or > 100_000) yield return $"MusterServer:Journal:Megabytes: {journal.Megabytes} is outside 1 to 100000.";
    }

    private static IEnumerable<string> Quota(QuotaOptions quota)
    {
        foreach (var (setting, value) in ((string, int?)[])[("Instances", quota.Instances), ("Subscriptions", quota.Subscriptions), ("CallsPerSecond", quota.CallsPerSecond), ("Burst", quota.Burst)])
            if (value is < 1 or > QuotaOptions.Most) yield return $"MusterServer:Quota:{setting}: {value} is outside 1 to {QuotaOptions.Most}. Leave it out for no bound.";
        if (quota is { Burst: not null, CallsPerSecond: null }) yield return "MusterServer:Quota:Burst: says nothing without MusterServer:Quota:CallsPerSecond. Set both or none.";
    }

    private static IEnumerable<string> Health(HealthOptions health) =>
        health.Services.SelectMany((service, at) => Health(service).Select(fault => $"MusterServer:Health:Services:{at}:{fault}"));

    private static IEnumerable<string> Health(ServiceHealthOptions service)
    {
        foreach (var fault in AccessPattern.FaultsIn(service.Namespace, service.Service)) yield return fault;
        if (Outside("LeastSuccess", service.LeastSuccess, 0.50, 0.99) is { } success) yield return success;
        if (Outside("LeastCalls", service.LeastCalls, 10, 10_000) is { } calls) yield return calls;
        if (Outside("FleetGap", service.FleetGap, 0.01, 0.50) is { } gap) yield return gap;
        if (Outside("BadShare", service.BadShare, 0.01, 1) is { } share) yield return share;
        foreach (var api in service.Critical)
            if (api.Length is 0 or > Limits.Api) yield return $"Critical: {Names.Quote(api)} is no API's name; use 1 to {Limits.Api} characters.";
    }

    private static IEnumerable<string> Detector(DetectorOptions detector)
    {
        if (detector.Location.Length == 0 || Names.FaultInPlace("location", detector.Location) is not null)
            yield return $"MusterServer:Detector:Location: {Names.Quote(detector.Location)}: use 1 to {Limits.Place} letters, digits and . _ -.";
        for (var i = 0; i < detector.Allow.Count; i++)
            if (!IPNetwork.TryParse(detector.Allow[i], out _))
                yield return $"MusterServer:Detector:Allow:{i}: {Names.Quote(detector.Allow[i])} is not a network such as 10.0.0.0/8 (the bits after the prefix are 0).";
    }

    private static string? Outside(string setting, double value, double least, double most) =>
        value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{setting}: {value} is outside {least} to {most}.");

    private static IEnumerable<string> Tokens(IList<TokenOptions> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
            foreach (var fault in Token(tokens[i])) yield return $"MusterServer:Tokens:{i}:{fault}";

        foreach (var twice in tokens.GroupBy(token => token.CertificateName.Length > 0 ? token.CertificateName : token.Sha256.ToLowerInvariant()).Where(same => same.Key.Length > 0 && same.Select(token => token.Name).Distinct().Count() > 1))
            yield return $"MusterServer:Tokens: one credential is given to {string.Join(" and ", twice.Select(token => Names.Quote(token.Name)))}. Give each caller his own.";

        foreach (var torn in tokens.GroupBy(token => token.Name).Where(same => same.Select(token => token.Environment).Distinct().Count() > 1))
            yield return $"MusterServer:Tokens: {Names.Quote(torn.Key)} belongs to several environments. A caller belongs to one.";
    }

    private static IEnumerable<string> Token(TokenOptions token)
    {
        if (Names.FaultInPlace("name", token.Name) is not null || token.Name.Length == 0 || token.Name == Caller.Anonymous.Name)
            yield return $"Name: {Names.Quote(token.Name)}: name the caller with letters, digits and . _ -, other than '{Caller.Anonymous.Name}'.";
        if (token.CertificateName.Length > 0)
        {
            if (token.Sha256.Length > 0) yield return "CertificateName: Sha256 is set as well. Give two entries with the same name.";
            if (!IsCertificateName(token.CertificateName)) yield return $"CertificateName: {Names.Quote(token.CertificateName)} is neither URI: nor DNS: followed by a name, such as URI:spiffe://prod/orders.";
        }
        else if (token.Sha256.Length != 64 || !token.Sha256.All(char.IsAsciiHexDigit))
            yield return "Sha256: give the 64 hexadecimal digits of: printf %s \"$TOKEN\" | sha256sum";
        foreach (var fault in AccessPattern.FaultsIn(token.Namespace, token.Service)) yield return fault;
        if (Names.FaultInPlace("environment", token.Environment) is { } environment) yield return $"Environment: {environment}";
        if (token.Verbs.Count == 0) yield return $"Verbs: give at least one of {Role.Known}.";
        foreach (var verb in token.Verbs)
            if (Role.VerbsOf(verb) is null) yield return $"Verbs: {Names.Quote(verb)} is none of {Role.Known}.";
    }

    private static bool IsCertificateName(string name) =>
        name.Length > 4 && (name.StartsWith("URI:", StringComparison.Ordinal) || name.StartsWith("DNS:", StringComparison.Ordinal));
}
