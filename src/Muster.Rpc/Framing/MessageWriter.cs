using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Muster.Rpc;

/// <summary>Writes messages that are encoded already, so that many streams can share one encoding.</summary>
internal static class MessageWriter
{
    /// <summary>What Kestrel's pool serves at once.</summary>
    private const int BlockSize = 4096;

    /// <summary>What may wait in the pipe before the writer waits for the peer.</summary>
    private const int FlushEvery = 64 * 1024;

    /// <summary>True when the message was handed over; false when nobody reads any more.</summary>
    public static ValueTask<bool> WriteAsync(PipeWriter pipe, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        WritePrefix(pipe, message.Length);
        if (message.Length > FlushEvery)
            return WriteLargeAsync(pipe, message, cancel);

        var flush = SendAsync(pipe, message, cancel);
        return flush.IsCompletedSuccessfully ? new(Delivered(flush.Result)) : AwaitAsync(flush);
    }

    /// <summary>Several messages; those that fit a block wait for the others.</summary>
    public static ValueTask<bool> WriteAllAsync(PipeWriter pipe, IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancel)
    {
        var waiting = 0;
        for (var at = 0; at < messages.Count - 1; at++)
        {
            var message = messages[at].Span;
            waiting += MessageFrame.PrefixSize + message.Length;
            if (waiting > BlockSize)
                return WriteRestAsync(pipe, messages, at, cancel);

            WritePrefix(pipe, message.Length);
            pipe.Write(message);
        }

        return WriteAsync(pipe, messages[messages.Count - 1], cancel);
    }

    private static async ValueTask<bool> WriteRestAsync(PipeWriter pipe, IReadOnlyList<ReadOnlyMemory<byte>> messages, int from, CancellationToken cancel)
    {
        for (var at = from; at < messages.Count; at++)
            if (!await WriteAsync(pipe, messages[at], cancel).ConfigureAwait(false)) return false;
        return true;
    }

    private static async ValueTask<bool> WriteLargeAsync(PipeWriter pipe, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        while (!message.IsEmpty)
        {
            var part = message[..Math.Min(message.Length, FlushEvery)];
            message = message[part.Length..];
            if (!Delivered(await SendAsync(pipe, part, cancel).ConfigureAwait(false)))
                return false;
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> AwaitAsync(ValueTask<FlushResult> flush) => Delivered(await flush.ConfigureAwait(false));

    private static bool Delivered(FlushResult flush) => flush is { IsCompleted: false, IsCanceled: false };

    private static void WritePrefix(PipeWriter pipe, int length)
    {
        MessageFrame.WritePrefix(pipe.GetSpan(MessageFrame.PrefixSize), length);
        pipe.Advance(MessageFrame.PrefixSize);
    }

    /// <summary>What fits a block goes out with the prefix; of more the pipe may know a way without a copy.</summary>
    private static ValueTask<FlushResult> SendAsync(PipeWriter pipe, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (bytes.Length > BlockSize)
            return pipe.WriteAsync(bytes, cancel);

        pipe.Write(bytes.Span);
        return pipe.FlushAsync(cancel);
    }
}
