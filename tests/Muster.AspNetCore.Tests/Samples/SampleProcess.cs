using System.Diagnostics;
using Muster.Testing.Processes;

namespace Muster.AspNetCore.Tests.Samples;

/// <summary>A sample, started as its reader would start it.</summary>
/// <param name="name">The assembly of the sample, built next to these tests.</param>
internal sealed class SampleProcess(string name, string registry, params IEnumerable<string> args) : WatchedProcess(Start(name, registry, args))
{
    private static ProcessStartInfo Start(string name, string registry, IEnumerable<string> args)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", name, configuration));
        return new ProcessStartInfo("dotnet", [Path.Combine(folder, $"{name}.dll"), "--Muster:Registries:0", registry, "--Muster:SnapshotFolder", "", .. args])
        {
            WorkingDirectory = folder,
            Environment = { ["MUSTER_REGISTRY"] = registry },
        };
    }
}
