namespace Muster.Server.Storage;

/// <summary>A file that only this user reads, from its first byte on.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Takes the place of what was there: nobody reads half of it.</summary>
    public static void Write(string path, string text)
    {
        var unfinished = $"{path}.new";
        File.Delete(unfinished);
        using (var writer = new StreamWriter(new FileStream(unfinished, Options(FileMode.CreateNew)))) writer.WriteLine(text);
        File.Move(unfinished, path, overwrite: true);
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mine;
        return options;
    }
}
