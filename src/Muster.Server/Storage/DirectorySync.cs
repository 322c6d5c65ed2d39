using System.Runtime.InteropServices;

namespace Muster.Server.Storage;

/// <summary>Makes a rename survive a power cut: the folder that holds the name is written through, too.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Best effort where the system or the file system has no such thing: the file's own bytes are safe by then.</summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;

        var handle = Open(directory, ReadOnly);
        if (handle < 0) return;
        _ = FSync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
