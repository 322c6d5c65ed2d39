namespace Muster.Server.Storage;

/// <summary>A file that only this user reads, from its first byte on.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Takes the place of what was there: nobody reads half of it.</summary>
    public static void Write(string path, string text)
    {
        var unfinished = $"{path}.new";
        using (var writer = new StreamWriter(Begin(unfinished))) writer.WriteLine(text);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Makes the file anew, for writing: what was left under the name may have been anybody's to read.</summary>
    public static FileStream Begin(string path)
    {
        File.Delete(path);
        return Make(path, new() { Access = FileAccess.Write });
    }

    /// <summary>Makes a file to be written and read back, that is gone when it is closed.</summary>
    public static FileStream BeginPassing(string path) =>
        Make(path, new() { Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });

    private static FileStream Make(string path, FileStreamOptions options)
    {
        (options.Mode, options.Share) = (FileMode.CreateNew, FileShare.None);
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mine;
        return new FileStream(path, options);
    }
}
