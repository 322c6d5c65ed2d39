namespace Muster.Chaos.Stage;

/// <summary>What the kernel knows of a process: how it stands, and what its threads wait for. To be read when one does not do as it should.</summary>
internal static class KernelView
{
    private const int Frames = 6;

    /// <summary>Whether nothing of it runs any more: gone, or kept as a name alone until its parent has read how it ended. Never so where there is no /proc.</summary>
    public static bool HasEnded(int process) => OperatingSystem.IsLinux() && StateOf($"/proc/{process}") is "gone" or "Z" or "X";

    /// <summary>Its state, then its threads with where each waits: those that are alike together.</summary>
    public static string Of(int process)
    {
        if (!OperatingSystem.IsLinux()) return "This system does not say how a process stands.";

        var state = StateOf($"/proc/{process}");
        if (state is "gone") return $"Process {process} is gone.";
        var threads = Threads(process).GroupBy(static one => one).OrderByDescending(static alike => alike.Count()).Select(static alike => $"\n  {alike.Count()} × {alike.Key}");
        return $"Process {process} is in state {state}; its threads (name, state, where in the kernel, system call):{string.Concat(threads)}";
    }

    private static List<string> Threads(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(ThreadAt)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string ThreadAt(string path)
    {
        var state = StateOf(path);
        var words = $"{Read($"{path}/comm")}, {state}, {Read($"{path}/wchan")}, {Read($"{path}/syscall").Split(' ')[0]}";
        return state is "D" ? $"{words}: {string.Join(" < ", Read($"{path}/stack").Split('\n').Take(Frames))}" : words;   // cannot be woken: by whom it is held
    }

    /// <summary>The name, in brackets, may hold anything: the state is the word after the last of them.</summary>
    private static string StateOf(string path)
    {
        var stat = Read($"{path}/stat");
        return stat.Length == 0 ? "gone" : stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[0];
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
