using Microsoft.Data.Sqlite;
using Muster.Core.Catalog;
using Muster.Server.Control;

namespace Muster.Server.History;

/// <summary>The changes of every list, in order. The last change of an instance up to a moment is how it stood at that moment.</summary>
/// <remarks>
/// Before the horizon, only what still tells of a moment since it must be kept. Pages that lie before it are settled: written anew
/// with the last change of each instance, once they hold as many changes as were left of the service the last time: so they hold
/// about as many again at most, and each change is written anew twice on the average. Not for several at once; <see cref="Journal"/> takes turns.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private const int MostNumbers = 100_000;

    private static readonly string[] Schema =
    [
        """
        CREATE TABLE service (number INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, settled INTEGER NOT NULL DEFAULT 0, UNIQUE (namespace, name)) STRICT;
        CREATE TABLE page (
            number INTEGER PRIMARY KEY, service INTEGER NOT NULL, settled INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            changes INTEGER NOT NULL, content BLOB NOT NULL) STRICT;
        CREATE INDEX of_service ON page (service, number);
        CREATE INDEX unsettled ON page (last, service, changes) WHERE settled = 0;
        CREATE TABLE mark (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,
    ];

    private readonly SqliteConnection _file;
    private readonly PageWriter _pages;
    private readonly Dictionary<ServiceKey, long> _numbers = [];   // of the services of late

    private JournalFile(SqliteConnection file) => (_file, _pages) = (file, new(file));

    /// <summary>Since when every change is here, Unix time; null: nothing was begun yet.</summary>
    public long? KnownSince => MarkOf("since");

    /// <summary>The time of the last change; 0: there is none.</summary>
    public long LastAt => MarkOf("last") ?? 0;

    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static JournalFile Open(string path)
    {
        var file = SqliteFile.Open(path, "NORMAL", Schema);
        try
        {
            return new(file);
        }
        catch (SqliteException unlike)
        {
            file.Dispose();
            throw new InvalidDataException(unlike.Message, unlike);
        }
    }

    /// <summary>Does all of it or nothing.</summary>
    /// <param name="write">Calls the other methods.</param>
    /// <param name="lastAt">Answers the time of the last change then.</param>
    public void Write(Action write, Func<long> lastAt)
    {
        try
        {
            using var transaction = _file.BeginTransaction(deferred: false);
            write();
            _pages.Close();
            Mark("last", lastAt());
            transaction.Commit();
        }
        catch
        {
            _pages.Drop();
            _numbers.Clear();   // some may be of services that are not written
            throw;
        }
    }

    public void KnowSince(long at) => Mark("since", at);

    /// <summary>The services of which anything is kept.</summary>
    public IReadOnlyList<ServiceKey> Services() => _file.Rows("SELECT namespace, name FROM service", row => new ServiceKey(row.GetString(0), row.GetString(1)));

    public long NumberOf(ServiceKey service)
    {
        if (_numbers.TryGetValue(service, out var known)) return known;
        _file.Run("INSERT OR IGNORE INTO service (namespace, name) VALUES ($namespace, $name)", ("$namespace", service.Namespace), ("$name", service.Service));
        if (_numbers.Count >= MostNumbers) _numbers.Clear();
        return _numbers[service] = Find(service)!.Value;
    }

    public long? Find(ServiceKey service) => _file.Rows(
        "SELECT number FROM service WHERE namespace = $namespace AND name = $name", row => (long?)row.GetInt64(0), ("$namespace", service.Namespace), ("$name", service.Service)).FirstOrDefault();

    /// <summary>Those of one service cost least when they come one after the other.</summary>
    public void Add(long service, in PastChange change) => _pages.Add(service, change);

    /// <summary>Who was listed at a moment, sorted by id: the encoded entries.</summary>
    public IReadOnlyList<(string Id, ReadOnlyMemory<byte> Entry)> ListAt(long service, long at)
    {
        var listed = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var change in ChangesUntil(service, at))
        {
            if (change.At > at) continue;
            if (change.Entry is { } entry) listed[change.Id] = entry;
            else listed.Remove(change.Id);
        }

        return [.. listed.Select(one => (one.Key, one.Value))];
    }

    /// <summary>The changes of one instance, the newest first.</summary>
    public IReadOnlyList<PastChange> StoryOf(long service, string id, int most) =>
        [.. ChangesUntil(service, long.MaxValue).Where(change => change.Id == id).TakeLast(most).Reverse()];

    /// <summary>Moves the horizon: from there on everything is known.</summary>
    /// <param name="horizon">Unix time in milliseconds.</param>
    /// <param name="atOnce">Whether whatever tells only of earlier moments goes now, and not when it is worth the writing.</param>
    public void Forget(long horizon, bool atOnce = false)
    {
        var due = _file.Rows(
            """
            SELECT service.number FROM page JOIN service ON service.number = page.service WHERE page.settled = 0 AND page.last <= $horizon
            GROUP BY service.number HAVING $atOnce OR sum(page.changes) >= service.settled
            """, row => row.GetInt64(0), ("$horizon", horizon), ("$atOnce", atOnce));
        foreach (var service in due) Settle(service, horizon);
        if (KnownSince < horizon) KnowSince(horizon);
    }

    /// <summary>Moves the horizon, and further where the rest takes too much. False: even who is listed now does.</summary>
    /// <param name="horizon">Unix time in milliseconds.</param>
    /// <param name="now">Likewise.</param>
    /// <param name="bytes">What may be in use.</param>
    public bool TryShrink(long horizon, long now, long bytes)
    {
        Forget(horizon);
        if (UsedBytes() > bytes) Forget(FirstQuarter(), atOnce: true);
        if (UsedBytes() > bytes) Forget(now, atOnce: true);
        return UsedBytes() <= bytes;
    }

    /// <summary>The time before which a quarter of the unsettled pages were written.</summary>
    private long FirstQuarter() =>
        _file.Number("SELECT coalesce((SELECT last FROM page WHERE settled = 0 ORDER BY last LIMIT 1 OFFSET (SELECT count(*) / 4 FROM page WHERE settled = 0)), 0)");

    private long UsedBytes() => SqliteFile.UsedBytes(_file);

    public void ForgetAll()
    {
        _numbers.Clear();
        _pages.Drop();
        _file.Run("DELETE FROM page; DELETE FROM service; DELETE FROM mark");
    }

    public void Dispose()
    {
        _pages.Dispose();
        _file.Dispose();
    }

    /// <summary>What tells of moments since the horizon stands once, in new pages; the old ones go.</summary>
    private void Settle(long service, long horizon)
    {
        var standing = new Dictionary<string, PastChange>(StringComparer.Ordinal);
        foreach (var change in Changes("settled OR last <= $until", service, horizon)) standing[change.Id] = change;
        _file.Run("DELETE FROM page WHERE service = $service AND (settled OR last <= $horizon)", ("$service", service), ("$horizon", horizon));
        var kept = standing.Values.Where(change => change.Entry is not null).OrderBy(change => change.At).ToList();
        foreach (var change in kept) _pages.Add(service, change, settled: true);
        _pages.Close();
        _file.Run("UPDATE service SET settled = $kept WHERE number = $service", ("$kept", kept.Count), ("$service", service));
        if (_file.Run("DELETE FROM service WHERE number = $service AND NOT EXISTS (SELECT * FROM page WHERE service = $service)", ("$service", service)) > 0) _numbers.Clear();
    }

    private IEnumerable<PastChange> ChangesUntil(long service, long until) => Changes("first <= $until", service, until);

    /// <summary>In the order in which they were made, of each instance. Page by page: all of them may be more than there is memory for.</summary>
    private IEnumerable<PastChange> Changes(string which, long service, long until)
    {
        _pages.Close();
        using var command = _file.CreateCommand();
        command.CommandText = $"SELECT content, first FROM page WHERE service = $service AND ({which}) ORDER BY settled DESC, number";
        command.Parameters.AddWithValue("$service", service);
        command.Parameters.AddWithValue("$until", until);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            foreach (var change in ChangePage.Read(reader.GetFieldValue<byte[]>(0), reader.GetInt64(1))) yield return change;
    }

    private long? MarkOf(string name) => _file.Rows("SELECT number FROM mark WHERE name = $name", row => (long?)row.GetInt64(0), ("$name", name)).FirstOrDefault();

    private void Mark(string name, long number) =>
        _file.Run("INSERT INTO mark VALUES ($name, $number) ON CONFLICT (name) DO UPDATE SET number = $number", ("$name", name), ("$number", number));
}
