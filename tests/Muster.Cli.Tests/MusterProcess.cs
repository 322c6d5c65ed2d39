using System.Diagnostics;
using Muster.Testing.Processes;

namespace Muster.Cli.Tests;

/// <summary>A real <c>muster</c> process on its leash: it ends with this object, or with the tests.</summary>
internal sealed class MusterProcess(params IReadOnlyList<string> args) : WatchedProcess(Start(args))
{
    private static ProcessStartInfo Start(IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "muster"), [args[0], "--leash", .. args.Skip(1)]) { RedirectStandardInput = true };
        start.Environment.Remove("MUSTER_TOKEN");
        start.Environment.Remove("MUSTER_REGISTRY");
        return start;
    }
}
