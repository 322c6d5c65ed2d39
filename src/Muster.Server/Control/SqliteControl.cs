using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Muster.Server.Control;

/// <summary>Control data in one SQLite file: the engine of a node that stands alone.</summary>
/// <remarks>
/// One connection, used by one at a time. An edit is one transaction: its keys, its history and the revision are on disk
/// together or not at all. Of the history the last <see cref="Kept"/> revisions are kept.
/// </remarks>
internal sealed class SqliteControl(SqliteConnection file) : IControlEngine
{
    public const int Kept = 10_000;
    private const int BatchesAtOnce = 100;

    private readonly SemaphoreSlim _turn = new(1);
    private volatile TaskCompletionSource _more = NewSignal();

    public async ValueTask<ControlPage> RangeAsync(string prefix, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var entries = file.Rows(
                "SELECT key, value, modified FROM entry WHERE key >= $from AND substr(key, 1, length($from)) = $from ORDER BY key",
                row => new ControlEntry(row.GetString(0), (byte[])row[1], (ulong)row.GetInt64(2)), ("$from", prefix));
            return new(Revision, entries);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask<ControlAnswer> EditAsync(ControlEdit edit, CancellationToken cancel)
    {
        ControlAnswer answer;
        await _turn.WaitAsync(cancel);
        try
        {
            answer = Write(edit);
        }
        catch (SqliteException fault)
        {
            return new ControlAnswer.Unavailable($"The control data cannot be written: {fault.Message.TrimEnd('.')}. Nothing was changed. See that there is space on the node's disk, and try again.");
        }
        finally
        {
            _turn.Release();
        }

        if (answer is ControlAnswer.Done) Interlocked.Exchange(ref _more, NewSignal()).SetResult();
        return answer;
    }

    public async IAsyncEnumerable<ControlNews> WatchAsync(string prefix, ulong from, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var more = _more.Task;   // before the look: what is written after it is signalled
            var (oldest, found) = await ReadAsync(prefix, from, cancel);
            if (from < oldest)
            {
                yield return new ControlNews.Compacted(oldest);
                yield break;
            }

            foreach (var news in found)
            {
                yield return news;
                from = news.Revision + 1;
            }

            if (found.Count == 0) await more.WaitAsync(cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();   // nobody is in the middle of anything
        await file.DisposeAsync();
        _turn.Release();
    }

    private ulong Revision => Mark("revision");

    private ulong Mark(string name) => (ulong)file.Number($"SELECT number FROM mark WHERE name = '{name}'");

    private ControlAnswer Write(ControlEdit edit)
    {
        using var transaction = file.BeginTransaction(deferred: false);
        var conditions = edit.Operations.Select(operation => (operation.Key, operation.Expected)).Concat(edit.RestsOn.Select(entry => (entry.Key, Expected: (ulong?)entry.Modified)));
        foreach (var (key, expected) in conditions)
        {
            if (expected is not { } wanted) continue;
            var modified = file.Rows("SELECT modified FROM entry WHERE key = $key", row => (ulong)row.GetInt64(0), ("$key", key)).FirstOrDefault();
            if (modified != wanted) return new ControlAnswer.Overtaken(key, modified);
        }

        var revision = Revision + 1;
        for (var place = 0; place < edit.Operations.Count; place++)
        {
            var (key, value, _) = edit.Operations[place];
            var bytes = value?.ToArray();
            var before = file.Rows("SELECT value FROM entry WHERE key = $key", row => (byte[])row[0], ("$key", key)).FirstOrDefault();
            if (bytes is null) file.Run("DELETE FROM entry WHERE key = $key", ("$key", key));
            else file.Run("INSERT INTO entry VALUES ($key, $value, $at) ON CONFLICT (key) DO UPDATE SET value = $value, modified = $at", ("$key", key), ("$value", bytes), ("$at", (long)revision));
            file.Run("INSERT INTO change VALUES ($at, $place, $key, $value, $before)", ("$at", (long)revision), ("$place", place), ("$key", key), ("$value", bytes), ("$before", before));
        }

        var compacted = Math.Max((long)Mark("compacted"), (long)revision - Kept);
        file.Run("DELETE FROM change WHERE revision <= $to", ("$to", compacted));
        file.Run("UPDATE mark SET number = CASE name WHEN 'revision' THEN $at ELSE $to END", ("$at", (long)revision), ("$to", compacted));
        transaction.Commit();
        return new ControlAnswer.Done(revision);
    }

    private async Task<(ulong Oldest, List<ControlNews.Changed> Found)> ReadAsync(string prefix, ulong from, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var rows = file.Rows(
                """
                SELECT revision, key, value, before FROM change
                WHERE revision IN (SELECT DISTINCT revision FROM change WHERE revision >= $from AND substr(key, 1, length($prefix)) = $prefix ORDER BY revision LIMIT $many)
                  AND substr(key, 1, length($prefix)) = $prefix
                ORDER BY revision, place
                """,
                row => (Revision: (ulong)row.GetInt64(0), Key: row.GetString(1), Value: row[2] as byte[], Before: row[3] as byte[]),
                ("$from", (long)from), ("$many", BatchesAtOnce), ("$prefix", prefix));
            var found = rows.GroupBy(row => row.Revision).Select(same => new ControlNews.Changed(
                same.Key, [.. same.Select(row => new ControlChange(row.Key, row.Value is null ? null : new ControlEntry(row.Key, row.Value, row.Revision), row.Before is null ? default(ReadOnlyMemory<byte>?) : row.Before))]));
            return (Mark("compacted") + 1, [.. found]);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
