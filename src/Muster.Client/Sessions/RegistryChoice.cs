using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>Which node to speak to next: one that the last node named, else any of the configured ones, by chance.</summary>
internal sealed class RegistryChoice(IList<string> registries, Random random)
{
    private string[] _named = [];

    public void SentAway(GoAway goAway) => _named = [.. goAway.Nodes];

    public string Next()
    {
        var from = _named.Length > 0 ? _named : registries;
        _named = [];
        return from[random.Next(from.Count)];
    }
}
