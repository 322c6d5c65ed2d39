using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Muster.Bench;

/// <summary>Runs <see cref="ClientCalls"/> and prints a line for each: name, time, bytes on the heap.</summary>
internal static class ClientTable
{
    /// <returns>1 when a look-up or a pick has put anything on the heap, or nothing was measured.</returns>
    public static int Run()
    {
        var silent = ManualConfig.CreateEmpty().AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance)
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator())   // nothing to compile first
            .WithArtifactsPath(Path.Combine("artifacts", "bench"));
        var summary = BenchmarkRunner.Run<ClientCalls>(silent);
        Console.WriteLine($"{"1,000 instances",-26}{"ns",12}{"bytes",12}");
        foreach (var report in summary.Reports) Console.WriteLine(Line(report));

        var broken = summary.Reports.Where(report => Name(report) is not nameof(ClientCalls.ApplyDelta) && Bytes(report) is not 0).Select(Name).ToList();
        if (broken.Count > 0) Console.WriteLine($"Not free of the heap, or not measured: {string.Join(", ", broken)}.");
        return broken.Count > 0 || summary.Reports.Length == 0 ? 1 : 0;
    }

    private static string Line(BenchmarkReport report) => $"{Name(report),-26}{report.ResultStatistics?.Mean,12:#,0.0}{Bytes(report),12:#,0}";

    private static string Name(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name;

    private static long? Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
}
