using Microsoft.Extensions.Options;
using Muster.Protocol;

namespace Muster.AspNetCore;

/// <summary>What this process answers. Bound from <c>Muster:Provider</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>The service to register.</summary>
    public string Service { get; set; } = "";

    /// <summary>Unique within the service. Default: host and port of the address.</summary>
    public string Id { get; set; } = "";

    /// <summary>
    /// The address that consumers are told. Default: the one that Kestrel is bound to, which must then name a host:
    /// a server that listens everywhere (<c>http://*:8080</c>) has to say here how it is reached.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>The share of calls, 0..10000. Default 100; 0 takes no calls.</summary>
    public int Weight { get; set; } = 100;

    /// <summary>What else consumers may want to know; at most 64 keys and 8 KB.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();
}

/// <summary>Refuses a provider that could not be registered, before it listens.</summary>
internal sealed class ProviderOptionsValidator : IValidateOptions<ProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, ProviderOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        if (Names.FaultInService(options.Service) is { } inService) faults.AddError($"Muster:Provider:Service: {inService}");
        if (options.Id.Length > 0 && Names.FaultInInstanceId(options.Id) is { } inId) faults.AddError($"Muster:Provider:Id: {inId}");
        if (options.Address.Length > 0 && !Uri.TryCreate(options.Address, UriKind.Absolute, out _))
            faults.AddError($"Muster:Provider:Address: {Names.Quote(options.Address)} is not a URI such as http://10.0.0.7:8080.");
        if (options.Weight is < 0 or > (int)Limits.Weight)
            faults.AddError($"Muster:Provider:Weight: {options.Weight} is not within 0 to {Limits.Weight}.");
        return faults.Build();
    }
}
