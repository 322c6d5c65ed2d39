using Muster.Server.Storage;

namespace Muster.Cli.Operating;

/// <summary>A backup while it is written: a file beside the one that it becomes, under a name that nobody takes for a backup.</summary>
/// <remarks>
/// The name is this run's own, and the file is held for as long as the run lasts: so runs beside each other do not meet, and a file
/// that nobody holds was left by one that was killed. The next run in the folder takes it away.
/// </remarks>
internal sealed class UnfinishedBackup : IAsyncDisposable
{
    private const string Mark = ".unfinished-";

    private readonly string _path, _unfinished;

    private UnfinishedBackup(string path)
    {
        (_path, _unfinished) = (path, $"{path}{Mark}{Guid.NewGuid().ToString("n")[..8]}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File = new FileStream(_unfinished, options);
    }

    /// <summary>To be written, and read back.</summary>
    public FileStream File { get; }

    /// <param name="path">What it becomes.</param>
    public static UnfinishedBackup Begin(string path)
    {
        foreach (var left in Directory.EnumerateFiles(FolderOf(path), $"*{Mark}????????"))
            if (IsLeft(left)) System.IO.File.Delete(left);
        return new(path);
    }

    /// <summary>It is whole, and takes its name, which must be free.</summary>
    public void Keep()
    {
        System.IO.File.Move(_unfinished, _path);
        DirectorySync.Flush(FolderOf(_path));
    }

    /// <summary>What was not kept is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await File.DisposeAsync();
        System.IO.File.Delete(_unfinished);
    }

    /// <summary>Whether nobody writes it any more, and it is nothing of somebody else's that is only called so.</summary>
    private static bool IsLeft(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            var head = new byte[BackupFile.Magic.Length];
            var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return head.AsSpan(0, read).SequenceEqual(BackupFile.Magic.AsSpan(0, read));
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
