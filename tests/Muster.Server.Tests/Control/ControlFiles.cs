using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Control;

/// <summary>Starts: what the control file says is whole, or the node says what to do.</summary>
public sealed class ControlFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-control-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "control.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_answered_is_there_after_the_next_start()
    {
        await using (var control = new SqliteControl(ControlFile.Open(Path))) await control.EditAsync(Put("v1/a", 1), Cancel);

        await using var again = new SqliteControl(ControlFile.Open(Path));
        var page = await again.RangeAsync("", Cancel);

        var entry = Assert.Single(page.Entries);
        Assert.Equal(("v1/a", 1ul, 1ul), (entry.Key, entry.Modified, page.Revision));
        Assert.Equal([1], entry.Value.ToArray());
    }

    [Fact]
    public async Task A_damaged_file_is_refused_with_the_way_back_and_the_way_works()
    {
        await using (var control = new SqliteControl(ControlFile.Open(Path))) await control.EditAsync(Put("v1/a", 1), Cancel);
        await new SqliteControl(ControlFile.Open(Path)).DisposeAsync();   // the start that copies
        var bytes = await File.ReadAllBytesAsync(Path, Cancel);
        bytes.AsSpan(200).Fill(0x5A);
        await File.WriteAllBytesAsync(Path, bytes, Cancel);

        var refused = Assert.Throws<StartRefusedException>(() => ControlFile.Open(Path));

        Assert.Contains($"the control data in {Path} is damaged", refused.Message, StringComparison.Ordinal);
        var command = refused.Message[(refused.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..];
        Assert.Equal($"rm -f '{Path}-wal' '{Path}-shm' && cp '{Path}.good' '{Path}'", command);
        File.Delete($"{Path}-wal");
        File.Delete($"{Path}-shm");
        File.Copy($"{Path}.good", Path, overwrite: true);
        await using var restored = new SqliteControl(ControlFile.Open(Path));
        Assert.Equal("v1/a", Assert.Single((await restored.RangeAsync("", Cancel)).Entries).Key);
    }

    [Fact]
    public void What_is_no_database_at_all_is_refused()
    {
        File.WriteAllText(Path, "Not what it should be, and long enough for the format to be looked at more closely than its first bytes.");

        Assert.Contains("There is no copy yet. To start without it: mkdir", Assert.Throws<StartRefusedException>(() => ControlFile.Open(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_newer_version_wrote_is_refused()
    {
        using (var file = ControlFile.Open(Path)) file.Run("PRAGMA user_version = 99");

        Assert.Contains("newer version of Muster (format 99; this one knows", Assert.Throws<StartRefusedException>(() => ControlFile.Open(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_else_may_read_it()
    {
        ControlFile.Open(Path).Dispose();

        if (!OperatingSystem.IsWindows())
            foreach (var file in new[] { Path, Path + ".good" }) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Version_1_of_the_file_is_read_as_it_was_released()
    {
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "Control", "control-v1.golden"), Path);

        using var file = ControlFile.Open(Path);

        Assert.Equal(["v1/overlays/default/orders/o-1/weight"], file.Rows("SELECT key FROM entry", row => row.GetString(0)));
        var overlay = OverlayRecord.WordsOf(new("", file.Rows("SELECT value FROM entry", row => (byte[])row[0]).Single(), 1));
        Assert.Equal("""{ "weight": 50, "incarnation": "3", "reason": "half the load", "author": "alice", "atMs": "1700000000000", "expiresMs": "1700007200000" }""", overlay.ToString());
    }

    private static ControlEdit Put(string key, params byte[] value) => new([new(key, value)]);
}
