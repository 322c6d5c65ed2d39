using Muster.Core;
using Muster.Core.Access;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Carries tokens from the control data to the registry.</summary>
internal sealed class TokenFeed(ControlStore control, RegistryOptions registry, TimeProvider time)
{
    /// <summary>What a registry has to know before anybody asks it.</summary>
    public IReadOnlyList<TokenChange> First => ChangesOf(control.Image.Range(TokenRecord.All).Select(entry => new ControlChange(entry.Key, entry)));

    public async Task ApplyAsync(IReadOnlyList<ControlChange> changes, RegistryLoop loop, CancellationToken stopping)
    {
        if (ChangesOf(changes) is { Count: > 0 } tokens) await loop.StepAsync(new Input.Recognize(tokens), stopping);
    }

    private List<TokenChange> ChangesOf(IEnumerable<ControlChange> changes) =>
        [.. changes.Select(change => TokenRecord.ChangeOf(change, registry.Environment, time.GetUtcNow())).OfType<TokenChange>()];
}
