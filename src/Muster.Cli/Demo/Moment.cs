namespace Muster.Cli.Demo;

/// <summary>The machine's monotonic clock in microseconds, on which the demonstration's processes compare what they saw.</summary>
internal static class Moment
{
    public static long Now(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMicroseconds;
}
