using Muster.Protocol;

namespace Muster.Cli.Looking;

/// <summary>A revision as tables show it: epoch, sequence, and whether the registry vouches for it.</summary>
internal static class RevisionText
{
    public static string Of(Revision? revision, bool stale) => $"{revision?.Epoch ?? 0}.{revision?.Sequence ?? 0}{(stale ? " stale" : "")}";
}
