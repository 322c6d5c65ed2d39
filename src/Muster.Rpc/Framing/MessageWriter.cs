using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Muster.Rpc;

/// <summary>Writes messages that are encoded already, so that many streams can share one encoding.</summary>
internal static class MessageWriter
{
    /// <summary>Kestrel's pool serves blocks of this size; a larger request is answered with a fresh array.</summary>
    private const int BlockSize = 4096;

    /// <summary>What may wait in the pipe before the writer waits for the peer.</summary>
    private const int FlushEvery = 64 * 1024;

    /// <summary>True when the message was handed over; false when nobody reads any more.</summary>
    public static ValueTask<bool> WriteAsync(PipeWriter pipe, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        MessageFrame.WritePrefix(pipe.GetSpan(MessageFrame.PrefixSize), message.Length);
        pipe.Advance(MessageFrame.PrefixSize);

        if (message.Length > FlushEvery)
            return WriteLargeAsync(pipe, message, cancel);

        Copy(pipe, message.Span);
        var flush = pipe.FlushAsync(cancel);
        return flush.IsCompletedSuccessfully ? new(Delivered(flush.Result)) : AwaitAsync(flush);
    }

    private static async ValueTask<bool> WriteLargeAsync(PipeWriter pipe, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        while (!message.IsEmpty)
        {
            var part = message[..Math.Min(message.Length, FlushEvery)];
            Copy(pipe, part.Span);
            message = message[part.Length..];
            if (!Delivered(await pipe.FlushAsync(cancel).ConfigureAwait(false)))
                return false;
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> AwaitAsync(ValueTask<FlushResult> flush) => Delivered(await flush.ConfigureAwait(false));

    private static bool Delivered(FlushResult flush) => flush is { IsCompleted: false, IsCanceled: false };

    private static void Copy(PipeWriter pipe, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var block = pipe.GetSpan(1);
            var part = bytes[..Math.Min(bytes.Length, Math.Min(block.Length, BlockSize))];
            part.CopyTo(block);
            pipe.Advance(part.Length);
            bytes = bytes[part.Length..];
        }
    }
}
