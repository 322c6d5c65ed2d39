using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Server.Control;
using Muster.Server.History;
using Muster.Testing.Clocks;
using Revision = Muster.Core.Watch.Revision;

namespace Muster.Server.Tests.History;

/// <summary>More than the journal can take, or keep, costs it what was before, and never what is.</summary>
public sealed class JournalBounds : IDisposable
{
    private static readonly ServiceKey Orders = new("shop", "orders");

    private readonly JournalFile _file = JournalFile.Open(ControlFile.InMemory);
    private readonly ViewDirectory _views = new();
    private readonly ServiceFeed _feed = new(ServiceView.Empty(Orders, new Revision(1, 0), stale: false));
    private readonly CancellationTokenSource _stop = new();

    public JournalBounds() => _views.Add(_feed);

    private static readonly long AnHourAgo = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stop.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Changes_beyond_its_queue_are_found_again_by_comparing_and_it_knows_everything_only_since_then()
    {
        _file.KnowSince(AnHourAgo);
        using var journal = new Journal(_file, new JournalOptions(), TimeProvider.System, NullLogger<Journal>.Instance);
        var running = journal.RunAsync(_views, _stop.Token);

        Publish(journal, Edit("a"));
        Publish(journal, Edit("b"), times: Journal.MostWaiting + 1);

        Assert.Equal(["a", "b"], await journal.AskAsync(Listed, Cancel));
        Assert.True(await journal.AskAsync(file => file.KnownSince, Cancel) > AnHourAgo);
        await EndAsync(running);
    }

    [Fact]
    public async Task A_list_that_alone_is_larger_than_the_file_may_be_switches_it_off()
    {
        using var journal = new Journal(_file, new JournalOptions { Megabytes = 1 }, TimeProvider.System, NullLogger<Journal>.Instance);
        var running = journal.RunAsync(_views, _stop.Token);

        for (var at = 0; at < 40; at++) Publish(journal, Edit($"i{at}", new string('x', 60_000)));

        Assert.Null(await journal.AskAsync(Listed, Cancel));
        Assert.True(journal.IsOff);
        await EndAsync(running);
    }

    [Fact]
    public async Task What_is_too_much_goes_from_its_beginning_and_the_rest_stays()
    {
        _file.KnowSince(AnHourAgo);
        using var journal = new Journal(_file, new JournalOptions { Megabytes = 1 }, TimeProvider.System, NullLogger<Journal>.Instance);
        var running = journal.RunAsync(_views, _stop.Token);

        for (var at = 0; at < 40; at++) Publish(journal, Edit("a", new string((char)('a' + (at % 26)), 60_000)));

        Assert.Equal(["a"], await journal.AskAsync(Listed, Cancel));
        Assert.False(journal.IsOff);
        Assert.True(await journal.AskAsync(file => file.KnownSince, Cancel) > AnHourAgo);
        await EndAsync(running);
    }

    [Fact]
    public async Task A_journal_that_could_not_be_written_goes_on_when_it_can_be_again()
    {
        var folder = Directory.CreateTempSubdirectory("muster-journal-");
        var path = Path.Combine(folder.FullName, "journal.db");
        using var file = JournalFile.Open(path);
        var clock = new HandClock();
        using var journal = new Journal(file, new JournalOptions(), clock, NullLogger<Journal>.Instance);
        var running = journal.RunAsync(_views, _stop.Token);
        Publish(journal, Edit("a"));
        Assert.Equal(["a"], await journal.AskAsync(Listed, Cancel));

        using var other = new SqliteConnection($"Data Source={path};Pooling=false");
        other.Open();
        other.Run("ALTER TABLE page RENAME TO away");
        Publish(journal, Edit("b"));
        Assert.Null(await journal.AskAsync(Listed, Cancel));
        Assert.True(journal.IsOff);
        Publish(journal, Edit("c"));

        other.Run("ALTER TABLE away RENAME TO page");
        for (var minute = 0; journal.IsOff && minute < 1_000_000; minute++)   // until its loop has seen one pass
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(["a", "b", "c"], await journal.AskAsync(Listed, Cancel));
        await EndAsync(running);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_service_that_was_dropped_and_made_again_goes_on_from_nothing()
    {
        using var journal = new Journal(_file, new JournalOptions(), TimeProvider.System, NullLogger<Journal>.Instance);
        var running = journal.RunAsync(_views, _stop.Token);
        Publish(journal, Edit("a"));
        Publish(journal, Edit("a") with { Leave = Cause.Deregistered });
        Assert.Equal([], await journal.AskAsync(Listed, Cancel));

        _feed.Publish(ServiceView.Empty(Orders, new Revision(1, 100), stale: false));
        Publish(journal, Edit("b"));
        Publish(journal, Edit("c"));

        Assert.Equal(["b", "c"], await journal.AskAsync(Listed, Cancel));
        Assert.Equal([Cause.Deregistered, Cause.Unspecified], await journal.AskAsync(file => file.StoryOf(file.Find(Orders)!.Value, "a", 10).Select(change => change.Cause), Cancel));
        await EndAsync(running);
    }

    private void Publish(Journal journal, ViewEdit edit, int times = 1)
    {
        _feed.Publish(_feed.Current.With([edit], stale: false));
        journal.Observe([new RegistryEvent.Published(_feed.Current, times, 0) { Edits = [.. Enumerable.Repeat(edit, times)] }]);
    }

    private static ViewEdit Edit(string id, string evidence = "") => new(
        ListedEntry.Encode(InstanceRules.Encode(new Instance { Id = id, Addresses = { "http://10.0.0.7:80" } }), new(State.Healthy, evidence), isProtected: false));

    private static IReadOnlyList<string> Listed(JournalFile file) =>
        file.Find(Orders) is { } service ? [.. file.ListAt(service, long.MaxValue).Select(found => found.Id)] : [];

    private async Task EndAsync(Task running)
    {
        await _stop.CancelAsync();
        await running;
    }
}
