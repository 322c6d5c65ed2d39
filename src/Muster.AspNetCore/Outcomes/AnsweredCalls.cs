using Microsoft.Extensions.Options;
using Muster.Client;
using Muster.Client.Outcomes;
using Muster.Client.Telemetry;

namespace Muster.AspNetCore.Outcomes;

/// <summary>Where the calls that this server answers are counted. Any request counts, waiting for nobody.</summary>
internal sealed class AnsweredCalls(MusterClient client, IOptions<ProviderOptions> provider)
{
    private readonly string _service = provider.Value.Service;
    private readonly InstanceCounts _counts = client.Outcomes.Answered(provider.Value.Service);

    public ApiNames Names { get; } = new();

    public void Count(string api, Outcome outcome)
    {
        _counts.Count(api, outcome);
        ClientMeter.Answered(_service, outcome);
    }
}
