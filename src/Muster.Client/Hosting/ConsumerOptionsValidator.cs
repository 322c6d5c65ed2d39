using Microsoft.Extensions.Options;
using Muster.Protocol;

namespace Muster.Client.Hosting;

/// <summary>Refuses what could never be followed, before anything starts.</summary>
internal sealed class ConsumerOptionsValidator : IValidateOptions<ConsumerOptions>
{
    /// <summary>A longer wait is rather a hang; those who start hosts lose patience sooner.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, ConsumerOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        foreach (var service in options.Services)
            if (Names.FaultInService(service) is { } fault) faults.AddError($"Muster:Consumer:Services: {fault}");
        if (options.Start.Wait < TimeSpan.Zero || options.Start.Wait > LongestWait)
            faults.AddError($"Muster:Consumer:Start:Wait: {options.Start.Wait} is not within 0 to {LongestWait}; zero does not wait.");
        return faults.Build();
    }
}
