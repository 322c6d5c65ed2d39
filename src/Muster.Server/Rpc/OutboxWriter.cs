using Google.Protobuf;
using Muster.Core.Watch;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Puts what one connection's outbox holds on its carrier. One caller at a time.</summary>
internal sealed class OutboxWriter(Outbox outbox, ICarrier carrier, RegistryDoor door)
{
    /// <summary>Frames that are taken at once: a client who does not read is told later of what came meanwhile.</summary>
    private const int MostAtOnce = 16;

    /// <summary>Until the outbox is empty. Frames that wait together are sent together.</summary>
    /// <exception cref="CarrierLostException">The client is gone.</exception>
    public async ValueTask WriteAllAsync()
    {
        var isMore = outbox.TryTake(out var next);
        while (isMore)
        {
            var frames = FramesOf(next);
            isMore = outbox.TryTake(out next);
            if (isMore)
            {
                var several = new List<ReadOnlyMemory<byte>>(frames);
                for (; isMore && several.Count < MostAtOnce; isMore = outbox.TryTake(out next)) several.AddRange(FramesOf(next));
                frames = several;
            }

            await SendAsync(frames);
        }
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> FramesOf(Outgoing next)
    {
        if (next.Control is { } control) return [control.ToByteArray()];

        var frames = next.View!.Encodings.Frames(next.Answer!);
        var bytes = 0L;
        for (var at = 0; at < frames.Count; at++) bytes += frames[at].Length;
        door.Meter.Pushed(next.Answer!, bytes);
        return frames;
    }

    /// <summary>Costs nothing but the sending, as long as the client reads.</summary>
    private ValueTask SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        var sending = frames.Count == 1 ? carrier.SendAsync(frames[0], CancellationToken.None) : carrier.SendAllAsync(frames, CancellationToken.None);
        return sending.IsCompleted ? sending : WaitAsync(sending);
    }

    private async ValueTask WaitAsync(ValueTask sending)
    {
        door.Meter.Laggards.Waits(this, door.Time.GetTimestamp());
        try
        {
            await sending;
        }
        finally
        {
            door.Meter.Laggards.Took(this);
        }
    }
}
