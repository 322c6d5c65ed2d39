using Microsoft.Extensions.Options;

namespace Muster.Client.Hosting;

/// <summary>Tells every fault of the options when the host starts, in the words of <see cref="OptionsFaults"/>.</summary>
internal sealed class MusterOptionsValidator : IValidateOptions<MusterOptions>
{
    public ValidateOptionsResult Validate(string? name, MusterOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        foreach (var fault in OptionsFaults.In(options)) faults.AddError($"Muster:{fault}");
        return faults.Build();
    }
}
