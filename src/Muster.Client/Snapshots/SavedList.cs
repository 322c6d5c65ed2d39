using Muster.Protocol;

namespace Muster.Client.Snapshots;

/// <summary>What the disk remembers of a service.</summary>
/// <param name="List">The list, as a registry would send it.</param>
/// <param name="SavedAt">When the registry last stood by it. Wall time of this machine.</param>
internal sealed record SavedList(ServiceSnapshot List, DateTimeOffset SavedAt);
