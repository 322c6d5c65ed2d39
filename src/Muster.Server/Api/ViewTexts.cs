using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Muster.Core.Watch;

namespace Muster.Server.Api;

/// <summary>The JSON of published lists, made once for each list and shared by all who read or follow it.</summary>
internal sealed class ViewTexts
{
    private readonly ConditionalWeakTable<ServiceView, ViewText> _made = [];

    public ViewText Of(ServiceView view) => _made.GetValue(view, static view => new(view));
}

/// <summary>The JSON of one list, and the events that lead to it.</summary>
/// <remarks>Called by many writers at once; the lock guards only the small table, and two may make the same at once.</remarks>
internal sealed class ViewText(ServiceView view)
{
    /// <summary>Events kept for sharing: in a storm nearly all readers come from the same one or two revisions.</summary>
    private const int Kept = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<WatchAnswer, byte[]> _events = [];
    private readonly Lazy<byte[]> _list = new(() => JsonSerializer.SerializeToUtf8Bytes(ServiceJson.Of(view), ApiJson.Plain.ServiceJson));

    /// <summary>The whole list as a document.</summary>
    public ReadOnlyMemory<byte> List => _list.Value;

    /// <summary>One server-sent event.</summary>
    public ReadOnlyMemory<byte> Event(WatchAnswer answer)
    {
        lock (_lock)
            if (_events.TryGetValue(answer, out var made)) return made;

        var text = answer switch
        {
            WatchAnswer.Snapshot => Event("snapshot", _list.Value),
            WatchAnswer.Delta delta => Event("delta", JsonSerializer.SerializeToUtf8Bytes(DeltaJson.Of(view, delta), ApiJson.Plain.DeltaJson)),
            WatchAnswer.Confirm => Event("current", JsonSerializer.SerializeToUtf8Bytes(CurrentJson.Of(view), ApiJson.Plain.CurrentJson)),
            _ => throw new InvalidOperationException($"No event for {answer}."),
        };

        lock (_lock)
            if (_events.Count < Kept) _events.TryAdd(answer, text);
        return text;
    }

    private byte[] Event(string name, byte[] data) =>
        [.. Encoding.UTF8.GetBytes($"id: {WatchToken.Write(view)}\nevent: {name}\ndata: "), .. data, .. "\n\n"u8];
}
