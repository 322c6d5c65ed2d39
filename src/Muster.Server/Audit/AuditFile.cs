using Microsoft.Data.Sqlite;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Audit;

/// <summary>The table of what was done, in a file of its own: losing it must not cost the control data, nor the other way round.</summary>
/// <remarks>
/// WAL with <c>synchronous = NORMAL</c>: entries survive the end of the process at once, and a power cut but for the last few. Entries
/// of edits are taken from the control data again, where they are safe. Not for several at once; <see cref="AuditTrail"/> takes turns.
/// </remarks>
internal sealed class AuditFile(SqliteConnection file) : IDisposable
{
    private const int RemovedAtOnce = 1000;

    private static readonly string[] Schema =
    [
        """
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind INTEGER NOT NULL, author TEXT NOT NULL, origin TEXT NOT NULL,
            namespace TEXT NOT NULL, service TEXT NOT NULL, what TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            outcome TEXT NOT NULL, reason TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;
        CREATE INDEX of_service ON entry (namespace, service, number);
        CREATE TABLE mark (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO mark VALUES ('revision', 0);
        """,
    ];

    /// <summary>The revision of the control data up to which every edit stands here.</summary>
    public ulong Revision => (ulong)file.Number("SELECT number FROM mark WHERE name = 'revision'");

    /// <exception cref="InvalidDataException">It is damaged, or of a newer version.</exception>
    public static AuditFile Open(string path) => new(SqliteFile.Open(path, "NORMAL", Schema));

    /// <summary>Adds entries, and how far the edits reach by them, all together.</summary>
    public void Write(IReadOnlyList<AuditEntry> entries, ulong? revision)
    {
        using var transaction = file.BeginTransaction(deferred: false);
        foreach (var entry in entries)
        {
            file.Run(
                """
                INSERT INTO entry (at, kind, author, origin, namespace, service, what, before, after, outcome, reason, revision)
                VALUES ($at, $kind, $by, $from, $namespace, $service, $what, $before, $after, $outcome, $reason, $revision)
                """,
                ("$at", entry.AtMs), ("$kind", (int)entry.Kind), ("$by", entry.By), ("$from", entry.From), ("$namespace", entry.Namespace), ("$service", entry.Service),
                ("$what", entry.What), ("$before", entry.Before), ("$after", entry.After), ("$outcome", entry.Outcome), ("$reason", entry.Reason), ("$revision", (long)entry.Revision));
        }

        if (revision is { } reached) file.Run("UPDATE mark SET number = $to WHERE name = 'revision'", ("$to", (long)reached));
        transaction.Commit();
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<AuditEntry> Read(AuditQuestion asked) => file.Rows(
        """
        SELECT number, at, kind, author, origin, namespace, service, what, before, after, outcome, reason, revision FROM entry
        WHERE ($service = '' OR (namespace = $namespace AND service = $service)) AND ($by = '' OR author = $by) AND at >= $since AND number < $under
        ORDER BY number DESC LIMIT $limit
        """,
        row => new AuditEntry
        {
            Number = (ulong)row.GetInt64(0), AtMs = row.GetInt64(1), Kind = (AuditEntry.Types.Kind)row.GetInt32(2), By = row.GetString(3), From = row.GetString(4),
            Namespace = row.GetString(5), Service = row.GetString(6), What = row.GetString(7), Before = row.GetString(8), After = row.GetString(9),
            Outcome = row.GetString(10), Reason = row.GetString(11), Revision = (ulong)row.GetInt64(12),
        },
        ("$service", asked.Service), ("$namespace", asked.Namespace), ("$by", asked.By), ("$since", asked.SinceMs), ("$under", asked.Before), ("$limit", asked.Limit));

    /// <summary>The last registration under an id that was refused.</summary>
    public AuditEntry? LastRefused(string @namespace, string service, string id) => file.Rows(
        $"SELECT at, author, origin, outcome, number FROM entry WHERE namespace = $namespace AND service = $service AND kind = {(int)AuditEntry.Types.Kind.Registration} AND what = $id ORDER BY number DESC LIMIT 1",
        row => new AuditEntry
        {
            Kind = AuditEntry.Types.Kind.Registration, AtMs = row.GetInt64(0), By = row.GetString(1), From = row.GetString(2), Outcome = row.GetString(3),
            Number = (ulong)row.GetInt64(4), Namespace = @namespace, Service = service, What = id,
        },
        ("$namespace", @namespace), ("$service", service), ("$id", id)).FirstOrDefault();

    /// <summary>Lets go of what is too old, and of as much as the file is too large by.</summary>
    public void Forget(long beforeMs, long bytes)
    {
        while (file.Run("DELETE FROM entry WHERE number IN (SELECT number FROM entry WHERE at < $at ORDER BY number LIMIT $many)", ("$at", beforeMs), ("$many", RemovedAtOnce)) == RemovedAtOnce)
        {
            // A piece at a time.
        }

        while (SqliteFile.UsedBytes(file) > bytes
            && file.Run($"DELETE FROM entry WHERE number IN (SELECT number FROM entry ORDER BY kind IN ({(int)AuditEntry.Types.Kind.Edit}, {(int)AuditEntry.Types.Kind.Instruction}), number LIMIT $many)", ("$many", RemovedAtOnce)) > 0)
        {
            // Edits last.
        }
    }

    public void Dispose() => file.Dispose();
}

/// <summary>Which entries are asked for.</summary>
/// <param name="Namespace">Of the service.</param>
/// <param name="Service">Empty: all of the registry.</param>
/// <param name="By">Empty: anybody.</param>
/// <param name="SinceMs">Unix time.</param>
/// <param name="Before">Only smaller numbers.</param>
/// <param name="Limit">The newest so many.</param>
internal sealed record AuditQuestion(string Namespace, string Service, string By, long SinceMs, long Before, int Limit);
