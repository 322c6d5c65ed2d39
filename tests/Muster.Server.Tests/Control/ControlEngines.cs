using Muster.Server.Control;

namespace Muster.Server.Tests.Control;

/// <summary>What every engine behind the seam keeps: compare-and-swap, one revision for all, a watch without gaps.</summary>
public sealed class ControlEngines : IAsyncDisposable
{
    private readonly SqliteControl _control = new(ControlFile.Open(ControlFile.InMemory));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _control.DisposeAsync();

    [Fact]
    public async Task An_edit_that_another_has_overtaken_changes_nothing()
    {
        await EditAsync("v1/a", One, 0);
        await EditAsync("v1/a", Two, 1);

        Assert.Equal(new ControlAnswer.Overtaken("v1/a", 2), await _control.EditAsync(new([new("v1/b", One), new("v1/a", null, 1)]), Cancel));
        Assert.Equal(new ControlAnswer.Overtaken("v1/a", 2), await _control.EditAsync(new([new("v1/a", One, 0)]), Cancel));

        var page = await _control.RangeAsync("", Cancel);
        Assert.Equal(("v1/a", 2ul, 2ul), (page.Entries.Single().Key, page.Entries.Single().Modified, page.Revision));
    }

    [Fact]
    public async Task An_edit_whose_ground_has_changed_or_is_gone_changes_nothing()
    {
        await EditAsync("v1/a", One, 0);
        var ground = (await _control.RangeAsync("v1/a", Cancel)).Entries;

        Assert.Equal(new ControlAnswer.Done(2), await _control.EditAsync(new([new("v1/b", One)]) { RestsOn = ground }, Cancel));
        await EditAsync("v1/a", Two);
        Assert.Equal(new ControlAnswer.Overtaken("v1/a", 3), await _control.EditAsync(new([new("v1/b", Two)]) { RestsOn = ground }, Cancel));
        await EditAsync("v1/a", null);
        Assert.Equal(new ControlAnswer.Overtaken("v1/a", 0), await _control.EditAsync(new([new("v1/b", Two)]) { RestsOn = ground }, Cancel));

        Assert.Equal(("v1/b", 2ul), (await _control.RangeAsync("", Cancel)).Entries.Select(entry => (entry.Key, entry.Modified)).Single());
    }

    [Fact]
    public async Task What_must_not_exist_may_be_made_again_after_it_was_deleted()
    {
        await EditAsync("v1/a", One, 0);
        await EditAsync("v1/a", null, 1);

        Assert.Equal(new ControlAnswer.Done(3), await EditAsync("v1/a", Two, 0));
    }

    [Fact]
    public async Task A_range_is_sorted_and_holds_what_begins_so_and_nothing_else()
    {
        foreach (var key in new[] { "v1/b/2", "v1/a", "v1/b/1", "v1/b", "v1/c", "v1/B/1" }) await EditAsync(key, One);

        Assert.Equal(["v1/b/1", "v1/b/2"], (await _control.RangeAsync("v1/b/", Cancel)).Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task A_watch_tells_each_revision_once_and_in_order_also_those_from_before_it()
    {
        await _control.EditAsync(new([new("v1/a", One), new("v1/b", Two)]), Cancel);
        await EditAsync("v1/a", null);
        var watch = _control.WatchAsync("", 1, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal("1: v1/a=1 v1/b=2", await NextAsync(watch));
        Assert.Equal("2: v1/a gone", await NextAsync(watch));
        var waiting = NextAsync(watch);
        Assert.False(waiting.IsCompleted);
        await EditAsync("v1/c", One);
        Assert.Equal("3: v1/c=1", await waiting);
    }

    [Fact]
    public async Task A_watch_of_a_prefix_passes_over_the_rest_however_much_that_is()
    {
        for (var i = 0; i < 250; i++) await EditAsync("v1/other", One);
        await EditAsync("v1/mine/a", Two);

        var watch = _control.WatchAsync("v1/mine/", 1, Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal("251: v1/mine/a=2", await NextAsync(watch));
    }

    [Fact]
    public async Task A_watch_from_before_the_history_is_told_so()
    {
        for (var i = 0; i < SqliteControl.Kept + 5; i++) await EditAsync("v1/a", One);

        var watch = _control.WatchAsync("", 5, Cancel).GetAsyncEnumerator(Cancel);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(new ControlNews.Compacted(6), watch.Current);
        Assert.False(await watch.MoveNextAsync());
        var last = _control.WatchAsync("", SqliteControl.Kept + 5, Cancel).GetAsyncEnumerator(Cancel);
        Assert.Equal($"{SqliteControl.Kept + 5}: v1/a=1", await NextAsync(last));
    }

    private static byte[] One => [1];

    private static byte[] Two => [2];

    private ValueTask<ControlAnswer> EditAsync(string key, byte[]? value, ulong? expected = null) => _control.EditAsync(new([new(key, value is null ? default(ReadOnlyMemory<byte>?) : value.AsMemory(), expected)]), Cancel);

    private static async Task<string> NextAsync(IAsyncEnumerator<ControlNews> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        var changed = Assert.IsType<ControlNews.Changed>(watch.Current);
        return $"{changed.Revision}: {string.Join(' ', changed.Changes.Select(change => change.Entry is { } entry ? $"{change.Key}={entry.Value.Span[0]}" : $"{change.Key} gone"))}";
    }
}
