using Microsoft.Extensions.Options;
using Muster.Client;
using Muster.Client.Outcomes;

namespace Muster.AspNetCore.Outcomes;

/// <summary>Where the requests that this server answers are counted, and the names that they are counted under.</summary>
internal sealed class AnsweredRequests(MusterClient client, IOptions<ProviderOptions> provider)
{
    public AnsweredCalls Calls { get; } = client.Answering(provider.Value.Service);

    public ApiNames Names { get; } = new();
}
