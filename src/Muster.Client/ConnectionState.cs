namespace Muster.Client;

/// <summary>How the client stands with the registry.</summary>
public enum ConnectionState
{
    /// <summary>No registry is reached; lists are what was heard last, or the snapshot. The client keeps trying.</summary>
    Disconnected,

    /// <summary>Lists are followed and registrations are held.</summary>
    Connected,

    /// <summary>The client has given up for good: the registry belongs to another environment.</summary>
    Rejected,

    /// <summary>
    /// The registry does not let this process in: its token is unknown, expired or revoked, or has no rights in the namespace. Lists stay
    /// what was heard last, registrations wait, and the registry is asked again about once a minute.
    /// </summary>
    Refused,
}
