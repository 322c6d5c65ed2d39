using Microsoft.Data.Sqlite;

namespace Muster.Server.Control;

/// <summary>The tables of the control file, version by version. A released step is never changed, only followed.</summary>
internal static class ControlSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE entry (key TEXT PRIMARY KEY, value BLOB NOT NULL, modified INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE change (revision INTEGER NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL, value BLOB, PRIMARY KEY (revision, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE mark (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO mark VALUES ('revision', 0), ('compacted', 0);
        """,
        "ALTER TABLE change ADD COLUMN before BLOB;",   // what was overwritten, for the audit
    ];

    /// <summary>The version that this node writes.</summary>
    public static int Newest => Steps.Length;

    /// <summary>Brings a file up to the newest version. Answers null, or why it cannot be.</summary>
    public static string? Migrate(SqliteConnection file)
    {
        var version = (int)file.Number("PRAGMA user_version");
        if (version > Newest) return $"it was written by a newer version of Muster (format {version}; this one knows {Newest})";

        for (; version < Newest; version++)
        {
            using var step = file.BeginTransaction(deferred: false);
            file.Run(Steps[version]);
            file.Run($"PRAGMA user_version = {version + 1}");
            step.Commit();
        }

        return null;
    }
}
