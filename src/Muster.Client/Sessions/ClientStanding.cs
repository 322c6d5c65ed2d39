namespace Muster.Client.Sessions;

/// <summary>How the client stands with the registry. Immutable; published by the loop.</summary>
/// <param name="State">The state.</param>
/// <param name="Why">What led to it, for people.</param>
/// <param name="Since">When it came about, in time since the client started.</param>
internal sealed record ClientStanding(ConnectionState State, string Why, TimeSpan Since)
{
    public static readonly ClientStanding AtStart = new(ConnectionState.Disconnected, "not connected yet", TimeSpan.Zero);
}
