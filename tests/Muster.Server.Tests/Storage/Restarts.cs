using Muster.Core.Catalog;
using Muster.Server.Hosting;
using Muster.Server.Storage;
using Muster.Server.Tests.Hosting;
using static Muster.Server.Tests.Storage.SampleFacts;

namespace Muster.Server.Tests.Storage;

/// <summary>A node always starts, and never serves corrupt data.</summary>
public sealed class Restarts : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("muster-restarts-").FullName;
    private readonly CollectedLog _log = new();

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void The_first_start_is_empty_and_misses_nothing()
    {
        var warmth = Open();

        Assert.Equal(1u, warmth.Epoch);
        Assert.Empty(warmth.Catalog.Facts);
        Assert.False(warmth.FactsWereLost);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task A_restart_finds_what_was_saved_under_a_higher_epoch()
    {
        await SaveAsync(Open().Epoch, Few);
        Stop();

        var warmth = Open();

        Assert.Equal(2u, warmth.Epoch);
        Assert.Equal(Few.Select(Told), warmth.Catalog.Facts.Select(Told));
        Assert.False(warmth.FactsWereLost);
    }

    [Fact]
    public async Task A_run_that_did_not_end_by_a_stop_may_have_known_more_than_was_saved()
    {
        await SaveAsync(Open().Epoch, Few);
        Stop();
        Open();

        var warmth = Open();   // after a start that was never stopped

        Assert.Equal(Few.Select(Told), warmth.Catalog.Facts.Select(Told));
        Assert.True(warmth.FactsWereLost);
        Assert.Equal(
            ["The last run did not end by a stop: what was said in its last seconds may be missing. All lists are flagged stale until every living client had the time to return."],
            _log.Warnings);
    }

    [Fact]
    public async Task A_file_that_was_never_finished_is_not_seen()
    {
        await SaveAsync(Open().Epoch, Few);
        Stop();
        System.IO.File.WriteAllText(At("facts.new"), "torn");

        Assert.Equal(Few.Length, Open().Catalog.Facts.Count);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task A_corrupt_file_is_set_aside_and_the_one_before_it_is_served()
    {
        var epoch = Open().Epoch;
        await SaveAsync(epoch, Few[..1]);
        await SaveAsync(epoch, Few);
        Stop();
        Corrupt("facts");

        var warmth = Open();

        Assert.Equal([Told(Few[0])], warmth.Catalog.Facts.Select(Told));
        Assert.True(warmth.FactsWereLost);
        Assert.True(System.IO.File.Exists(At("facts.corrupt-2")));
        Assert.Equal(
            [$"The facts in {At("facts")} are not valid: the checksum of the block at byte 32 is wrong. The generation before is used; the bad file is kept as {At("facts.corrupt-2")}."],
            _log.Warnings);
    }

    [Fact]
    public async Task Where_both_files_are_corrupt_a_node_starts_empty_and_knows_that_it_misses_something()
    {
        var epoch = Open().Epoch;
        await SaveAsync(epoch, Few);
        await SaveAsync(epoch, Few);
        Corrupt("facts");
        Corrupt("facts.previous");

        var warmth = Open();

        Assert.Empty(warmth.Catalog.Facts);
        Assert.True(warmth.FactsWereLost);
        Assert.Equal(3, _log.Warnings.Count());
        Assert.Equal($"No facts could be restored from {_path}, although this node has run before. All lists are flagged stale until every living client had the time to return.", _log.Warnings.Last());
    }

    [Fact]
    public async Task Where_the_files_are_gone_a_node_knows_that_it_misses_something()
    {
        await SaveAsync(Open().Epoch, Few);
        System.IO.File.Delete(At("facts"));

        Assert.True(Open().FactsWereLost);
    }

    [Fact]
    public async Task A_crash_between_the_two_renames_loses_nothing()
    {
        var epoch = Open().Epoch;
        await SaveAsync(epoch, Few);
        System.IO.File.Move(At("facts"), At("facts.previous"));

        Assert.Equal(Few.Length, Open().Catalog.Facts.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 0000000000000000\n")]
    public async Task An_epoch_is_never_used_twice_even_when_its_file_is_corrupt(string corrupt)
    {
        Open();
        var second = Open().Epoch;
        await SaveAsync(second, Few);
        System.IO.File.WriteAllText(At("epoch"), corrupt);

        Assert.True(Open().Epoch > second + 1);
    }

    [Fact]
    public void Two_nodes_do_not_share_a_folder()
    {
        using var first = DataFolder.Open(_path);

        Assert.Equal(
            $"MusterServer:DataDir: another node uses the folder {_path}. Stop it, or give this one its own with --data.",
            Assert.Throws<StartRefusedException>(() => DataFolder.Open(_path)).Message);
    }

    [Fact]
    public void A_folder_that_cannot_be_locked_is_not_taken_for_one_in_use()
    {
        System.IO.File.CreateSymbolicLink(At("lock"), At("lock"));

        var refused = Assert.Throws<StartRefusedException>(() => DataFolder.Open(_path));

        Assert.StartsWith($"MusterServer:DataDir: the folder {_path} cannot be written to: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_generation_beside_a_good_one_is_told()
    {
        var epoch = Open().Epoch;
        await SaveAsync(epoch, Few);
        await SaveAsync(epoch, Few);
        Corrupt("facts.previous");

        var warmth = Open();

        Assert.Equal(Few.Length, warmth.Catalog.Facts.Count);
        Assert.Equal(
            $"The facts in {At("facts.previous")} are not valid: the checksum of the block at byte 32 is wrong. The newer generation is whole and is used; the bad file is kept as {At("facts.previous.corrupt-2")}.",
            _log.Warnings.First());
    }

    [Fact]
    public void A_bad_epoch_is_told()
    {
        Open();
        System.IO.File.WriteAllText(At("epoch"), "5");

        var epoch = Open().Epoch;

        Assert.Equal($"The count of starts in {At("epoch")} is not valid. This start is counted as {epoch}, so that no epoch comes twice.", _log.Warnings.First());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        System.IO.File.WriteAllText(At("file"), "");

        var refused = Assert.Throws<StartRefusedException>(() => DataFolder.Open(At("file")));

        Assert.StartsWith($"MusterServer:DataDir: the folder {At("file")} cannot be made: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Give another with --data.", refused.Message, StringComparison.Ordinal);
    }

    private void Stop()
    {
        using var folder = DataFolder.Open(_path);
        Assert.True(new FactStore(folder, _log.For<FactStore>()).TryNoteCleanStop());
    }

    private Warmth Open()
    {
        using var folder = DataFolder.Open(_path);
        return new FactStore(folder, _log.For<FactStore>()).Open();
    }

    private async Task SaveAsync(ulong epoch, SavedFact[] facts)
    {
        using var folder = DataFolder.Open(_path);
        await new FactStore(folder, _log.For<FactStore>()).SaveAsync(epoch, slice =>
        {
            slice.Facts.AddRange(facts);
            return Task.CompletedTask;
        });
    }

    private void Corrupt(string file)
    {
        var bytes = System.IO.File.ReadAllBytes(At(file));
        bytes[50] ^= 1;
        System.IO.File.WriteAllBytes(At(file), bytes);
    }

    private string At(string file) => Path.Combine(_path, file);
}
