using System.Diagnostics;
using System.Globalization;

namespace Muster.Cli.Demo;

/// <summary>The folder of one demonstration. Its name tells which process it belongs to, so that the next one can clear up after one that was killed.</summary>
internal static class DemoFolder
{
    private const string Prefix = "muster-demo-";
    private const string KeptMark = "kept";

    public static DirectoryInfo Create() =>
        Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-");

    /// <summary>Whoever wants to look finds it until he removes it himself.</summary>
    public static void Keep(DirectoryInfo folder) => File.WriteAllText(Path.Combine(folder.FullName, KeptMark), "");

    /// <summary>Removes what demonstrations have left whose process is gone.</summary>
    public static void ClearLeftovers(string parent)
    {
        foreach (var folder in new DirectoryInfo(parent).EnumerateDirectories($"{Prefix}*-*"))
        {
            var owner = folder.Name[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || IsRunning(process)) continue;
            try
            {
                if (!File.Exists(Path.Combine(folder.FullName, KeptMark))) folder.Delete(recursive: true);
            }
            catch (Exception another) when (another is IOException or UnauthorizedAccessException)
            {
                // Another person's, or being cleared by another demonstration at this moment.
            }
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
