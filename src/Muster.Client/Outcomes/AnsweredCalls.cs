using Muster.Client.Outcomes;
using Muster.Client.Telemetry;

namespace Muster.Client;

/// <summary>
/// Where a server counts the calls that it answers, so that the registry can tell a broken API from a broken instance.
/// Counting waits for nobody and allocates nothing; thread-safe. Requests of ASP.NET Core are counted by Muster.AspNetCore: this is for every other server.
/// </summary>
/// <remarks>
/// An API is a name of the interface such as <c>/shop.Orders/Get</c>, of which there are few, never one with an order's
/// number in it: beyond 99 of them the rest are counted together.
/// </remarks>
public sealed class AnsweredCalls
{
    private readonly string _service;
    private readonly InstanceCounts _counts;

    internal AnsweredCalls(string service, InstanceCounts counts) => (_service, _counts) = (service, counts);

    /// <summary>A call was answered as it should be; what the caller did wrong, and was told so, is answered as it should be too.</summary>
    public void Succeeded(string api) => Count(api, Outcome.Succeeded);

    /// <summary>A call was not answered, or not as it should be, for a reason of the server's.</summary>
    public void Failed(string api) => Count(api, Outcome.Failed);

    /// <summary>The caller gave up: this says nothing of the server.</summary>
    public void Cancelled(string api) => Count(api, Outcome.Cancelled);

    internal void Count(string api, Outcome outcome)
    {
        _counts.Count(api, outcome);
        ClientMeter.Answered(_service, outcome);
    }
}
