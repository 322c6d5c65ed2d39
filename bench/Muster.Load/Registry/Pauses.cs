using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Muster.Load.Registry;

/// <summary>How long a .NET process stood still for its garbage collector, by the events that the runtime wrote into a file.</summary>
internal static class Pauses
{
    /// <summary>Settings of the runtime that make it write them.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string file) =>
        [("DOTNET_EnableEventPipe", "1"), ("DOTNET_EventPipeOutputPath", file), ("DOTNET_EventPipeConfig", "Microsoft-Windows-DotNETRuntime:0x1:4")];

    public static TimeSpan Longest(string file)
    {
        using var source = new EventPipeEventSource(file);
        var (stopped, longest) = (0.0, 0.0);
        var runtime = new ClrTraceEventParser(source);
        runtime.GCSuspendEEStart += begun => stopped = begun.TimeStampRelativeMSec;
        runtime.GCRestartEEStop += ended => longest = Math.Max(longest, ended.TimeStampRelativeMSec - stopped);
        source.Process();
        return TimeSpan.FromMilliseconds(longest);
    }
}
