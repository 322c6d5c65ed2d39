namespace Muster.Server.Storage;

/// <summary>A file that is replaced as a whole, and the one before it.</summary>
/// <remarks>
/// A crash at any moment leaves a complete file under one of the two names: the new one is complete on disk before it
/// takes a name, and the former one keeps one all the time. Between the two renames that is the former alone: a file that
/// has not taken its name is never read, complete or not.
/// </remarks>
internal sealed class TwoGenerations(string path)
{
    private readonly string _unfinished = path + ".new";

    public string Newest { get; } = path;

    public string Previous { get; } = path + ".previous";

    /// <summary>Opens the next generation for writing. It counts only once it is kept.</summary>
    public FileStream Begin() => PrivateFile.Begin(_unfinished);

    /// <summary>The next generation is complete: it takes the name, and the one before steps back.</summary>
    public void Keep(FileStream next)
    {
        next.Flush(flushToDisk: true);
        next.Dispose();
        if (File.Exists(Newest)) File.Move(Newest, Previous, overwrite: true);
        File.Move(_unfinished, Newest);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(Newest))!);
    }

    /// <summary>Takes a bad file out of the way, for people to look at. Answers its new name.</summary>
    public static string SetAside(string file, ulong epoch)
    {
        var aside = $"{file}.corrupt-{epoch}";
        File.Move(file, aside, overwrite: true);
        return aside;
    }
}
