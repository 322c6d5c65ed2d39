using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Muster.Server.History;

/// <summary>Adds rows to the journal, straight from the bytes that lists are made of: there may be a million in a burst.</summary>
/// <remarks>The parameters of a command would copy each entry and box each number. Not for several at once.</remarks>
internal sealed class ChangeRow : IDisposable
{
    private const int TextBytes = 512;   // longer texts take an array

    private readonly sqlite3 _file;
    private readonly sqlite3_stmt _insert;

    public ChangeRow(SqliteConnection file)
    {
        _file = file.Handle!;
        Check(raw.sqlite3_prepare_v2(_file, "INSERT INTO change (service, id, at, entry, cause, evidence, author) VALUES (?, ?, ?, ?, ?, ?, ?)", out _insert));
    }

    public void Add(long service, in PastChange change)
    {
        Check(raw.sqlite3_bind_int64(_insert, 1, service));
        Bind(2, change.Id);
        Check(raw.sqlite3_bind_int64(_insert, 3, change.At));
        Check(change.Entry is { } entry ? raw.sqlite3_bind_blob(_insert, 4, entry.Span) : raw.sqlite3_bind_null(_insert, 4));
        Check(raw.sqlite3_bind_int(_insert, 5, (int)change.Cause));
        Bind(6, change.Evidence);
        Bind(7, change.By);
        var done = raw.sqlite3_step(_insert);
        raw.sqlite3_reset(_insert);
        if (done != raw.SQLITE_DONE) Check(done);
    }

    public void Dispose() => _insert.Dispose();

    private void Bind(int place, string text)
    {
        Span<byte> buffer = stackalloc byte[TextBytes];
        if (text.Length == 0) Check(raw.sqlite3_bind_text(_insert, place, ""));   // no bytes would be NULL
        else if (Encoding.UTF8.TryGetBytes(text, buffer, out var written)) Check(raw.sqlite3_bind_text(_insert, place, buffer[..written]));
        else Check(raw.sqlite3_bind_text(_insert, place, Encoding.UTF8.GetBytes(text)));
    }

    private void Check(int outcome)
    {
        if (outcome != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(outcome, _file);
    }
}
