using System.Globalization;
using System.Runtime.InteropServices;

namespace Muster.Load.Figures;

/// <summary>Where and when it was measured, and against which versions.</summary>
internal sealed record Machine(string Date, string Processor, int Cores, double MemoryGigabytes, string System, string Runtime, string Load, SortedDictionary<string, string> Versions)
{
    public static Machine Here() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Line("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        File.ReadAllText("/proc/loadavg").Split(' ')[0],
        []);

    private static string Line(string file, string key) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
