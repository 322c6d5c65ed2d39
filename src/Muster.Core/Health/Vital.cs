namespace Muster.Core.Health;

/// <summary>Whether the process behind a session is believed to be there.</summary>
internal enum Vital
{
    /// <summary>It speaks.</summary>
    Up,

    /// <summary>Its connection is lost or its heartbeats are missing; it may be back at any moment.</summary>
    Suspect,

    /// <summary>Its session is over.</summary>
    Dead,
}
