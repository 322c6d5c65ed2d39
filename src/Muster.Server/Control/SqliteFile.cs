using Microsoft.Data.Sqlite;

namespace Muster.Server.Control;

/// <summary>Opens a SQLite file of the node: this user's alone, in WAL mode, at the newest version of its tables.</summary>
internal static class SqliteFile
{
    /// <param name="path">Made where it is not there.</param>
    /// <param name="synchronous">What a commit waits for.</param>
    /// <param name="steps">The tables, version by version. A released step is never changed, only followed.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a newer version.</exception>
    public static SqliteConnection Open(string path, string synchronous, IReadOnlyList<string> steps)
    {
        if (path != ControlFile.InMemory) MakePrivate(path);
        var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            file.Open();
            file.Run($"PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA trusted_schema = OFF");
            var version = (int)file.Number("PRAGMA user_version");
            if (version > steps.Count) throw new InvalidDataException($"it was written by a newer version of Muster (format {version}; this one knows {steps.Count})");
            for (; version < steps.Count; version++)
            {
                using var step = file.BeginTransaction(deferred: false);
                file.Run(steps[version]);
                file.Run($"PRAGMA user_version = {version + 1}");
                step.Commit();
            }

            return file;
        }
        catch (SqliteException bad)
        {
            file.Dispose();
            throw new InvalidDataException(bad.Message, bad);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What is in use of a file; the rest is taken before it grows.</summary>
    public static long UsedBytes(SqliteConnection file) =>
        (file.Number("PRAGMA page_count") - file.Number("PRAGMA freelist_count")) * file.Number("PRAGMA page_size");

    /// <summary>Makes a file that nobody else may read. The ones beside it take after it.</summary>
    public static void MakePrivate(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
