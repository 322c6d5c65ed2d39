using Muster.Core.Catalog;

namespace Muster.Core.Overlays;

/// <summary>What is laid over: an instance, and one field of it (see <see cref="OverlayRules.FieldOf"/>).</summary>
internal readonly record struct OverlayKey(ServiceKey Service, string Id, string Field);
