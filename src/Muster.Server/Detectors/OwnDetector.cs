using Muster.Core;
using Muster.Server.Hosting;

namespace Muster.Server.Detectors;

/// <summary>The node as a detector: what its registry wants asked is asked from here.</summary>
internal sealed class OwnDetector(ProbeCrew crew)
{
    /// <summary>Called by the registry's loop after every step.</summary>
    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (events[i] is RegistryEvent.ProbeDue due) crew.Take(due.Order);
    }

    public Task RunAsync(RegistryLoop loop, CancellationToken stopping) =>
        crew.RunAsync(result => loop.PostAsync(new Input.Probed(result), stopping), stopping);
}
