using Google.Protobuf;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>Who makes an edit. Written in one transaction with the edit, so that the audit knows of neither or of both.</summary>
/// <param name="Name">The caller, by his credential.</param>
/// <param name="From">The address that he calls from.</param>
/// <param name="Reason">In his words; empty: he gave none.</param>
internal sealed record Author(string Name, string From, string Reason)
{
    /// <summary>Where every edit leaves its note; the history of control data keeps those before it.</summary>
    public const string Key = "v1/note";

    /// <summary>The node, on its own account: nobody asked for it.</summary>
    public static readonly Author Registry = new("registry", "", "");

    public static Author Of(Caller caller, string reason) => new(caller.Name, caller.From, reason);

    public ControlOperation Signature(DateTimeOffset now) =>
        new(Key, new EditNote { By = Name, From = From, Reason = Reason, AtMs = now.ToUnixTimeMilliseconds() }.ToByteArray());
}
