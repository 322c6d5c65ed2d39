namespace Muster.Core.Probes;

/// <summary>How one location stands, for those who look on.</summary>
internal readonly record struct Standpoint(string Location, int Detectors, bool IsBlind);
