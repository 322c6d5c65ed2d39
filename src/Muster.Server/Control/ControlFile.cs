using Microsoft.Data.Sqlite;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Opens the control file: checked as a whole, brought to the newest format, and copied for the day it is damaged.</summary>
/// <remarks>
/// WAL with <c>synchronous = FULL</c>: an edit that was answered survives a power cut, at the price of one flush an edit;
/// edits are made by people. The file is this user's alone, as what it will hold is nobody else's business.
/// </remarks>
internal static class ControlFile
{
    /// <summary>Control data without a file, for as long as the process lives.</summary>
    public const string InMemory = ":memory:";

    /// <summary>The state at the last start that found everything whole.</summary>
    public static string CopyOf(string path) => path + ".good";

    /// <exception cref="StartRefusedException">It is damaged, newer than this node, or cannot be used.</exception>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection? file = null;
        try
        {
            if (path != InMemory) SqliteFile.MakePrivate(path);
            file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
            file.Open();
            file.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF");
            var fault = file.Rows("PRAGMA integrity_check(1)", row => row.GetString(0)).FirstOrDefault(finding => finding != "ok")?.Split('\n')[0];
            if (fault is not null) throw Damaged(path, fault);
            if (ControlSchema.Migrate(file) is { } tooNew)
                throw new StartRefusedException($"MusterServer:DataDir: the control data in {path} cannot be used: {tooNew}. Start the newer version again, or take a folder of its own for this one.");
            if (path != InMemory) Copy(file, CopyOf(path));
            return file;
        }
        catch (SqliteException bad) when (bad.SqliteErrorCode is 11 or 26)   // SQLITE_CORRUPT, SQLITE_NOTADB
        {
            file?.Dispose();
            throw Damaged(path, bad.Message);
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new StartRefusedException($"MusterServer:DataDir: the control data in {path} cannot be used: {fault.Message} Let this user write there and see that there is space, or give another folder with --data.");
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Fills a file in which nothing was written yet. Its history begins after what it is filled with.</summary>
    public static void Fill(SqliteConnection file, ControlPage page)
    {
        using var transaction = file.BeginTransaction(deferred: false);
        foreach (var entry in page.Entries)
            file.Run("INSERT INTO entry VALUES ($key, $value, $at)", ("$key", entry.Key), ("$value", entry.Value.ToArray()), ("$at", (long)entry.Modified));
        file.Run("UPDATE mark SET number = $at", ("$at", (long)page.Revision));
        transaction.Commit();
    }

    private static string? FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path));

    private static void Copy(SqliteConnection file, string to)
    {
        var unfinished = to + ".new";
        File.Delete(unfinished);
        SqliteFile.MakePrivate(unfinished);
        file.Run("VACUUM INTO $to", ("$to", unfinished));
        File.Move(unfinished, to, overwrite: true);
    }

    private static StartRefusedException Damaged(string path, string finding) => new(
        $"MusterServer:DataDir: the control data in {path} is damaged ({finding.TrimEnd('.')}). What operators laid over instances is kept there, so the node does not start without it. "
        + (File.Exists(CopyOf(path))
            ? $"To go back to how it was at the last good start: rm -f '{path}-wal' '{path}-shm' && cp '{CopyOf(path)}' '{path}'"
            : $"There is no copy yet. To start without it: mkdir '{FolderOf(path)}/damaged' && mv '{path}'* '{FolderOf(path)}/damaged/'"));
}
