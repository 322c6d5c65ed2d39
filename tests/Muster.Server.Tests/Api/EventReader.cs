using System.Text.Json.Nodes;

namespace Muster.Server.Tests.Api;

/// <summary>One block of a stream of server-sent events.</summary>
internal sealed record SentEvent(string Name, string Id, JsonNode? Data, string? Comment);

/// <summary>Reads server-sent events as they come.</summary>
internal sealed class EventReader(HttpResponseMessage answer, Stream stream) : IDisposable
{
    private readonly StreamReader _lines = new(stream);

    /// <summary>The next event; null when the stream has ended in good order.</summary>
    public async Task<SentEvent?> NextAsync()
    {
        while (await NextBlockAsync() is { } block)
            if (block.Name.Length > 0) return block;
        return null;
    }

    /// <summary>The next block of any kind: an event, or a comment.</summary>
    public async Task<SentEvent?> NextBlockAsync()
    {
        var (name, id, data, comment) = ("", "", default(JsonNode), default(string));
        while (await _lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length == 0) return new(name, id, data, comment);
            switch (line.Split(": ", 2))
            {
                case ["event", var text]: name = text; break;
                case ["id", var text]: id = text; break;
                case ["data", var text]: data = JsonNode.Parse(text); break;
                case ["", var text]: comment = text; break;
            }
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        answer.Dispose();
    }
}
