namespace Muster.Rpc.Tests.Framing;

/// <summary>Bytes that arrive in pieces of random size, from one byte on.</summary>
internal sealed class ChoppedStream(byte[] bytes, Random random, int largestPiece) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var piece = Math.Min(buffer.Length, random.Next(1, largestPiece + 1));
        return base.ReadAsync(buffer[..piece], cancellationToken);
    }
}
