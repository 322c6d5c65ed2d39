using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Muster.Server.History;

/// <summary>Collects the changes of one service after the other, and adds a page of them to the journal where another service begins or it is full.</summary>
/// <remarks>The parameters of a command would copy each page. Not for several at once.</remarks>
internal sealed class PageWriter : IDisposable
{
    private const int FullAt = 64 * 1024;

    private readonly sqlite3 _file;
    private readonly sqlite3_stmt _insert;
    private readonly ChangePage _page = new();
    private (long Service, bool Settled) _of;

    public PageWriter(SqliteConnection file)
    {
        _file = file.Handle!;
        Check(raw.sqlite3_prepare_v2(_file, "INSERT INTO page (service, settled, first, last, changes, content) VALUES (?, ?, ?, ?, ?, ?)", out _insert));
    }

    /// <param name="service">Whose list changed.</param>
    /// <param name="change">The next one of this service.</param>
    /// <param name="settled">Whether it comes from older pages, and no other of the same instance does.</param>
    public void Add(long service, in PastChange change, bool settled = false)
    {
        if ((service, settled) != _of || _page.Content.Length >= FullAt) Close();
        _of = (service, settled);
        _page.Add(change);
    }

    /// <summary>Adds the page that is not full yet.</summary>
    public void Close()
    {
        if (_page.Count == 0) return;
        Check(raw.sqlite3_bind_int64(_insert, 1, _of.Service));
        Check(raw.sqlite3_bind_int(_insert, 2, _of.Settled ? 1 : 0));
        Check(raw.sqlite3_bind_int64(_insert, 3, _page.At.First));
        Check(raw.sqlite3_bind_int64(_insert, 4, _page.At.Last));
        Check(raw.sqlite3_bind_int(_insert, 5, _page.Count));
        Check(raw.sqlite3_bind_blob(_insert, 6, _page.Content));
        var done = raw.sqlite3_step(_insert);
        raw.sqlite3_reset(_insert);
        if (done != raw.SQLITE_DONE) Check(done);
        _page.Clear();
    }

    /// <summary>Forgets the page that is not full yet: what it belongs to is not written.</summary>
    public void Drop() => _page.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _page.Dispose();
    }

    private void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(outcome, _file);
    }
}
