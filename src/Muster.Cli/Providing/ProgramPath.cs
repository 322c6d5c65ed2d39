namespace Muster.Cli.Providing;

/// <summary>Finds a program the way a shell does: by its path, or on the PATH; never by chance in the current folder.</summary>
internal static class ProgramPath
{
    /// <summary>Null when there is none.</summary>
    public static string? Find(string program)
    {
        if (program.Length == 0) return null;
        if (OperatingSystem.IsWindows()) return program;   // has rules of its own
        if (program.Contains('/', StringComparison.Ordinal)) return File.Exists(program) ? Path.GetFullPath(program) : null;

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
