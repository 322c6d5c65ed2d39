using Muster.Core;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Hands every change of the control data to those who act on it.</summary>
internal sealed class ControlFeed(ControlStore control, OverlayFeed overlays, PolicyFeed policy, TokenFeed tokens)
{
    public async Task RunAsync(RegistryLoop loop, CancellationToken stopping)
    {
        var clearing = overlays.ClearAsync(stopping);
        await control.RunAsync(ApplyAsync, stopping);
        await clearing;

        async Task ApplyAsync(IReadOnlyList<ControlChange> changes)
        {
            await overlays.ApplyAsync(changes, loop, stopping);
            await policy.ApplyAsync(changes, loop, stopping);
            await tokens.ApplyAsync(changes, loop, stopping);
            if (PersistentRecord.In(changes) is { Count: > 0 } persistent) await loop.StepAsync(new Input.Persist(persistent), stopping);
        }
    }
}
