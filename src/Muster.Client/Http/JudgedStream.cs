namespace Muster.Client.Http;

/// <summary>An answer's body, whose end is noticed: the last byte, a failure, or the reader's leaving.</summary>
internal sealed class JudgedStream(Stream body, CallEnd end) : Stream
{
    public override bool CanRead => body.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Noticed(body.Read(buffer), buffer.Length);
        }
        catch (Exception error)
        {
            end.OnBroken(error);
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Noticed(await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception error)
        {
            end.OnBroken(error);
            throw;
        }
    }

    public override void Flush()
    {
        // Nothing is written here.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            end.Dispose();
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Nothing read into an empty buffer is no end: some wait for the first byte that way.</summary>
    private int Noticed(int read, int room)
    {
        if (read == 0 && room > 0) end.OnRead();
        return read;
    }
}
