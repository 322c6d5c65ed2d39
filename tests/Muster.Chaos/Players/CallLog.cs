using System.Globalization;
using Muster.Client;

namespace Muster.Chaos.Players;

/// <summary>What a consumer saw, a line each, for <see cref="Stage.CallRecord"/> to judge. Times are of the machine's monotonic clock, in ms.</summary>
internal sealed class CallLog(string path) : IDisposable
{
    private readonly TextWriter _file = TextWriter.Synchronized(new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true });

    public static long Now => (long)TimeProvider.System.GetElapsedTime(0).TotalMilliseconds;

    public void Call(long started, HttpMethod method, bool succeeded, string instance, string words) => _file.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"call {started} {Now - started} {method} {(succeeded ? "ok" : "failed")} {instance} {words.ReplaceLineEndings(" ")}"));

    public void Retry(bool granted) => _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"retry {Now} {(granted ? "granted" : "refused")}"));

    public void List(ServiceList list) => _file.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"list {Now} {list.Source} {string.Join(',', list.Instances.ToArray().Select(one => $"{one.Id}@{one.Address}"))}"));

    public void End() => _file.WriteLine("end");

    public void Dispose() => _file.Dispose();
}
