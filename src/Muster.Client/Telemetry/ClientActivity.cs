using System.Diagnostics;

namespace Muster.Client.Telemetry;

/// <summary>The two waits for the registry that a start consists of, as spans.</summary>
internal static class ClientActivity
{
    private static readonly ActivitySource Source = new(ClientMeter.Name);

    /// <summary>From asking to the registry's decision.</summary>
    public static Activity? Register(string service, string instance) =>
        Source.StartActivity(ActivityKind.Client, name: "muster register", tags: [new("service", service), new("instance", instance)]);

    /// <summary>From subscribing to the registry's first lists, or to the end of patience.</summary>
    public static Activity? FirstLists(int services) =>
        Source.StartActivity(ActivityKind.Client, name: "muster first lists", tags: [new("services", services)]);
}
