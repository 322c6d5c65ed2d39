using System.Net;
using Microsoft.Extensions.Options;
using Muster.Client.Providing;
using Muster.Protocol;

namespace Muster.Client.Hosting;

/// <summary>Refuses a provider that could not be registered, before it listens. Every fault is told at once.</summary>
internal sealed class ProviderOptionsValidator : IValidateOptions<ProviderOptions>
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(1);

    /// <summary>A host stops within 30 s unless it is told otherwise; the goodbye itself may take 2 s.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    public ValidateOptionsResult Validate(string? name, ProviderOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        foreach (var fault in In(options)) faults.AddError($"Muster:Provider:{fault}");
        return faults.Build();
    }

    private static IEnumerable<string> In(ProviderOptions options)
    {
        if (Names.FaultInService(options.Service) is { } inService) yield return $"Service: {inService}";
        if (options.Id.Length > 0 && Names.FaultInInstanceId(options.Id) is { } inId) yield return $"Id: {inId}";
        if (!IsAddress(options))
            yield return $"Address: {Names.Quote(options.Address)} is neither a URI such as http://10.0.0.7:8080 nor a host such as 10.0.0.7.";
        foreach (var network in options.Prefer)
            if (!IPNetwork.TryParse(network, out _))
                yield return $"Prefer: {Names.Quote(network)} is not a network such as 10.0.0.0/8 (the bits after the prefix are 0).";
        if (options.Weight is < 0 or > (int)Limits.Weight)
            yield return $"Weight: {options.Weight} is not within 0 to {Limits.Weight}.";
        if (options.ReadyEvery < Soonest || options.ReadyEvery > Latest)
            yield return $"ReadyEvery: {options.ReadyEvery} is not within {Soonest} to {Latest}.";
        foreach (var fault in options.Probe.Faults()) yield return $"Probe:{fault}";
        if (options.LeaveFor < TimeSpan.Zero || options.LeaveFor > Longest)
            yield return $"LeaveFor: {options.LeaveFor} is not within 00:00:00 to {Longest}.";
    }

    private static bool IsAddress(ProviderOptions options) =>
        options.Address.Length == 0
        || (options.HasUri
            ? BoundEndpoint.Parse(options.Address) is { } endpoint && (endpoint.IsEverywhere || Uri.TryCreate(options.Address, UriKind.Absolute, out _))
            : Uri.CheckHostName(options.Address.Trim('[', ']')) is not UriHostNameType.Unknown);
}
