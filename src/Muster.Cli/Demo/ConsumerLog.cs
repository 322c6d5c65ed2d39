using System.Text;
using System.Text.Json;

namespace Muster.Cli.Demo;

/// <summary>A consumer's log as read so far. <see cref="Read"/> takes in what was written since; one reader.</summary>
internal sealed class ConsumerLog(string name, string zone, string path)
{
    private readonly List<CallEntry> _calls = [];
    private readonly List<ListEntry> _lists = [];
    private long _position;

    public string Name => name;

    public string Zone => zone;

    public IReadOnlyList<CallEntry> Calls => _calls;

    public IReadOnlyList<ListEntry> Lists => _lists;

    public void Read()
    {
        if (!File.Exists(path)) return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _position;
        var bytes = new byte[file.Length - _position];
        file.ReadExactly(bytes);

        var whole = bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1);   // the last line may be half written
        _position += whole.Length;
        foreach (var line in Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Add(line);
    }

    /// <summary>When it was first shown such a change after some moment; null when it was not yet.</summary>
    public long? FirstSeen(long after, Func<SeenChange, bool> which) =>
        _lists.FirstOrDefault(list => list.At >= after && list.Changes.Any(which))?.At;

    /// <summary>The state in which it was last shown an instance, or the cause of its removal; null when it never was.</summary>
    public string? LastSeen(string id) =>
        _lists.AsEnumerable().Reverse().SelectMany(list => list.Changes).FirstOrDefault(change => change.Id == id)?.Why;

    public void Add(string line)
    {
        switch (JsonSerializer.Deserialize(line, LogJson.Default.LogEntry))
        {
            case CallEntry call: _calls.Add(call); break;
            case ListEntry list: _lists.Add(list); break;
        }
    }
}
