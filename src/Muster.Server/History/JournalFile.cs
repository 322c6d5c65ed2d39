using Microsoft.Data.Sqlite;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.History;

/// <summary>The changes of every list, in order. The last change of an instance up to a moment is how it stood at that moment.</summary>
/// <remarks>
/// Changes before the horizon are kept only where nothing followed them up to it, so that a list can be told for every moment since.
/// Not for several at once; <see cref="Journal"/> takes turns.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private const int MostNumbers = 100_000;

    private static readonly string[] Schema =
    [
        """
        CREATE TABLE service (number INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (namespace, name)) STRICT;
        CREATE TABLE change (
            number INTEGER PRIMARY KEY AUTOINCREMENT, service INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
            entry BLOB, cause INTEGER NOT NULL, evidence TEXT NOT NULL, author TEXT NOT NULL) STRICT;
        CREATE INDEX of_instance ON change (service, id, number);
        CREATE TABLE mark (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,
    ];

    private readonly SqliteConnection _file;
    private readonly ChangeRow _row;
    private readonly Dictionary<ServiceKey, long> _numbers = [];   // of the services of late

    private JournalFile(SqliteConnection file) => (_file, _row) = (file, new(file));

    /// <summary>Since when every change is here, Unix time; null: nothing was begun yet.</summary>
    public long? KnownSince => _file.Rows("SELECT number FROM mark WHERE name = 'since'", row => (long?)row.GetInt64(0)).FirstOrDefault();

    /// <summary>The time of the last change.</summary>
    public long LastAt => _file.Number("SELECT coalesce((SELECT at FROM change ORDER BY number DESC LIMIT 1), 0)");

    /// <exception cref="InvalidDataException">It is damaged, or of a newer version.</exception>
    public static JournalFile Open(string path) => new(SqliteFile.Open(path, "NORMAL", Schema));

    public SqliteTransaction Begin() => _file.BeginTransaction(deferred: false);

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

    public void Add(long service, PastChange change) => _row.Add(service, change);

    /// <summary>Who was listed at a moment, sorted by id: the encoded entries.</summary>
    public IReadOnlyList<(string Id, byte[] Entry)> ListAt(long service, long at) =>
        [.. _file.Rows(
            "SELECT id, entry, max(number) FROM change WHERE service = $service AND at <= $at GROUP BY id ORDER BY id",
            row => (Id: row.GetString(0), Entry: row[1] as byte[]), ("$service", service), ("$at", at))
            .Where(found => found.Entry is not null).Select(found => (found.Id, found.Entry!))];

    /// <summary>The changes of one instance, the newest first.</summary>
    public IReadOnlyList<PastChange> StoryOf(long service, string id, int most) => _file.Rows(
        "SELECT at, entry, cause, evidence, author FROM change WHERE service = $service AND id = $id ORDER BY number DESC LIMIT $most",
        row => new PastChange(id, row.GetInt64(0), row[1] is byte[] entry ? entry : default(ReadOnlyMemory<byte>?), (Cause)row.GetInt32(2), row.GetString(3), row.GetString(4)),
        ("$service", service), ("$id", id), ("$most", most));

    /// <summary>Moves the horizon: from there on everything is known, and nothing is kept that only tells of earlier moments.</summary>
    /// <remarks>Looks only at what has come to lie before it since the last time, however many instances stand unchanged.</remarks>
    public void Forget(long horizon)
    {
        var from = _file.Number("SELECT coalesce((SELECT number FROM mark WHERE name = 'forgotten'), 0)");
        var to = _file.Rows("SELECT number FROM change WHERE number > $from AND at > $horizon ORDER BY number LIMIT 1", row => (long?)row.GetInt64(0), ("$from", from), ("$horizon", horizon)).FirstOrDefault() - 1
            ?? _file.Number("SELECT coalesce(max(number), 0) FROM change");
        if (to > from)
        {
            _file.Run(
                """
                DELETE FROM change WHERE number IN (
                    SELECT old.number FROM change AS later JOIN change AS old ON old.service = later.service AND old.id = later.id AND old.number < later.number
                    WHERE later.number > $from AND later.number <= $to)
                """, ("$from", from), ("$to", to));
            _file.Run("DELETE FROM change WHERE number > $from AND number <= $to AND entry IS NULL", ("$from", from), ("$to", to));
            Mark("forgotten", to);
        }

        if (KnownSince < horizon) KnowSince(horizon);
    }

    /// <summary>The time at which a quarter of the changes were made.</summary>
    public long FirstQuarter() => _file.Number("SELECT coalesce((SELECT at FROM change ORDER BY number LIMIT 1 OFFSET (SELECT count(*) / 4 FROM change)), 0)");

    public long UsedBytes() => SqliteFile.UsedBytes(_file);

    public void ForgetAll()
    {
        _numbers.Clear();
        _file.Run("DELETE FROM change; DELETE FROM service; DELETE FROM mark");
    }

    public void Dispose()
    {
        _row.Dispose();
        _file.Dispose();
    }

    private void Mark(string name, long number) =>
        _file.Run("INSERT INTO mark VALUES ($name, $number) ON CONFLICT (name) DO UPDATE SET number = $number", ("$name", name), ("$number", number));
}

/// <summary>An instance came, changed or (without an entry) left a list.</summary>
/// <param name="Id">Whose.</param>
/// <param name="At">Unix time in milliseconds; never less than that of a change before.</param>
/// <param name="Entry">What consumers get from then on, encoded.</param>
/// <param name="Cause">Of a leave.</param>
/// <param name="Evidence">Of a leave, in words.</param>
/// <param name="By">Whose word it was: a client's, an operator's; empty: nobody's.</param>
internal readonly record struct PastChange(string Id, long At, ReadOnlyMemory<byte>? Entry, Cause Cause, string Evidence, string By);
