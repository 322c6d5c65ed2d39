using Muster.Client.Registrations;
using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>What the conversation asks its loop to do or to make known. Closed set.</summary>
internal abstract record ConversationOutput
{
    /// <summary>Open a connection to this address.</summary>
    public sealed record Dial(string Address) : ConversationOutput;

    /// <summary>Send a frame on the open connection.</summary>
    public sealed record Send(Up Frame) : ConversationOutput;

    /// <summary>Close the connection.</summary>
    public sealed record HangUp : ConversationOutput;

    /// <summary>A list changed for the application.</summary>
    public sealed record ListChanged(ServiceChange Change) : ConversationOutput;

    /// <summary>A registration was accepted, refused, replaced or removed.</summary>
    public sealed record RegistrationChanged(Intent Intent) : ConversationOutput;

    /// <summary>Let the application do its part of an instruction, and tell when that is over.</summary>
    public sealed record Obey(Instruction Instruction) : ConversationOutput;

    /// <summary>The connection's state changed; the words say why, for people.</summary>
    public sealed record StateChanged(ConnectionState State, string Why) : ConversationOutput;

    /// <summary>The registry refused something, or the lists did not agree and are asked for again.</summary>
    /// <param name="Service">The one whose list it will not tell; empty where it is about something else.</param>
    public sealed record Trouble(Error Error, string Service = "") : ConversationOutput;
}
