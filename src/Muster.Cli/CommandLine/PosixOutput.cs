using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Muster.Cli.CommandLine;

/// <summary>Standard output as a file or a pipe. .NET's own passes over a pipe that nobody reads: a verb would print on for ever.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class PosixOutput : Stream
{
    private const int Descriptor = 1;
    private const int Interrupted = 4, BrokenPipe = 32;   // EINTR and EPIPE, the same on every Unix
    private const short PollError = 8, PollHangUp = 16;   // likewise POLLERR and POLLHUP

    /// <summary>Whether nobody will ever read what is written from now on.</summary>
    public static bool ReaderLeft
    {
        get
        {
            var asked = new PollDescriptor { Descriptor = Descriptor };
            return Poll(ref asked, 1, 0) > 0 && (asked.Happened & (PollError | PollHangUp)) != 0;
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="OutputFailure">It was not written, or not all of it.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = Write(Descriptor, buffer, buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
                throw new OutputFailure(Marshal.GetPInvokeErrorMessage(error), readerLeft: error is BrokenPipe);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
