using System.Text;
using System.Threading.Channels;

namespace Muster.Cli.Tests.Detecting;

/// <summary>What a verb notes while it runs, for whoever waits for it.</summary>
internal sealed class Noted : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

    /// <summary>Waits until lines have come that hold each of some words, of those that were not waited for yet.</summary>
    public async Task SayAsync(params string[] words)
    {
        var left = words.ToList();
        while (left.Count > 0)
        {
            var line = await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken);
            left.RemoveAll(one => line.Contains(one, StringComparison.Ordinal));
        }
    }
}
