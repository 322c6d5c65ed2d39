using Muster.Client.Outcomes;
using Muster.Protocol;

namespace Muster.Client.Tests.Outcomes;

/// <summary>What came of calls is counted by anyone and taken by one, within bounds.</summary>
public sealed class Counting
{
    private readonly OutcomeTable _table = new();

    [Fact]
    public void Calls_are_counted_by_instance_and_api_and_taken_once()
    {
        Made("a").Count("GET /orders", Outcome.Succeeded);
        Made("a").Count("GET /orders", Outcome.Failed);
        Made("a").Count("GET /orders", Outcome.Cancelled);
        Made("b").Count("/shop.Orders/Get", Outcome.Failed);
        _table.Answered("shop").Count("GET /", Outcome.Succeeded);

        Assert.Equal(["a GET /orders 1/3 -1", "b /shop.Orders/Get 0/1 -0"], Lines(Take().Made));
        Assert.Empty(Take().Made);
    }

    [Fact]
    public void The_answered_stand_under_the_service_alone()
    {
        _table.Answered("shop").Count("GET /", Outcome.Succeeded);

        var line = Take().Answered.Single();
        Assert.Equal(("shop", "", 1UL), (line.Service, line.Id, line.Total));
    }

    [Fact]
    public void Beyond_a_hundred_apis_of_an_instance_the_rest_is_summed()
    {
        for (var round = 0; round < 2; round++)
            for (var api = 0; api < 300; api++)
                Made("a").Count($"api{api}", Outcome.Succeeded);

        var made = Take().Made;
        Assert.Equal(InstanceCounts.Apis, made.Count);
        Assert.Equal(2UL * (300 - 99), made.Single(line => line.Api == "*").Total);
        Assert.All(made.Where(line => line.Api != "*"), line => Assert.Equal(2UL, line.Total));
    }

    [Fact]
    public void Beyond_the_room_of_the_table_the_rest_is_summed_and_dropped_instances_give_theirs_back()
    {
        var table = new OutcomeTable(room: 3);
        foreach (var api in (string[])["1", "2", "3", "4"]) table.Made("orders", "a").Count(api, Outcome.Succeeded);
        table.Made("orders", "b").Count("1", Outcome.Failed);
        Assert.Equal(["a 1 1/1 -0", "a 2 1/1 -0", "a 3 1/1 -0", "a * 1/1 -0", "b * 0/1 -0"], Lines(table.Take(_ => true, (_, _) => true).Made));

        table.Take(_ => true, (_, id) => id == "b");
        table.Made("orders", "b").Count("1", Outcome.Failed);
        Assert.Equal(["b 1 0/1 -0"], Lines(table.Take(_ => true, (_, _) => true).Made));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("GET /\n")]
    [InlineData(201)]
    public void What_has_no_fit_name_is_counted_as_the_rest(object api)
    {
        Made("a").Count(api as string ?? new string('n', (int)api), Outcome.Succeeded);

        Assert.Equal(["a * 1/1 -0"], Lines(Take().Made));
    }

    [Fact]
    public void Of_instances_that_are_not_listed_any_more_nothing_is_told_or_kept()
    {
        Made("gone").Count("GET /", Outcome.Failed);
        Made("here").Count("GET /", Outcome.Failed);

        Assert.Equal(["here GET / 0/1 -0"], Lines(_table.Take(_ => true, (_, id) => id == "here").Made));
        Assert.Empty(Take().Made);
    }

    [Fact]
    public void What_was_answered_for_a_service_that_is_not_registered_is_told_to_nobody()
    {
        _table.Answered("shop").Count("GET /", Outcome.Succeeded);

        Assert.Empty(_table.Take(_ => false, (_, _) => true).Answered);
        Assert.Empty(Take().Answered);
    }

    [Fact]
    public void Counting_an_api_that_is_known_allocates_nothing()
    {
        var counts = Made("a");
        Count(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Count(int times)
        {
            for (var i = 0; i < times; i++)
            {
                counts.Count("GET /orders", Outcome.Succeeded);
                counts.Count("*", Outcome.Failed);
                _table.Answered("shop").Count("GET /", Outcome.Cancelled);
            }
        }
    }

    [Fact]
    public async Task However_many_count_while_one_takes_each_call_is_told_once()
    {
        const int Workers = 4, Each = 50_000;
        var cancel = TestContext.Current.CancellationToken;
        var told = new List<CallCounts>();
        var counting = Enumerable.Range(0, Workers).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) Made($"i{i % 3}").Count($"api{i % 150}", (Outcome)(i % 3));
        }, cancel)).ToArray();

        for (var all = Task.WhenAll(counting); !all.IsCompleted; await Task.Yield()) told.AddRange(Take().Made);
        await Task.WhenAll(counting);
        told.AddRange(Take().Made);

        Assert.Equal((ulong)(Workers * Each), told.Aggregate(0UL, (sum, line) => sum + line.Total));
        Assert.Equal((ulong)(Workers * Enumerable.Range(0, Each).Count(i => i % 3 == 0)), told.Aggregate(0UL, (sum, line) => sum + line.Succeeded));
        Assert.All(told, line => Assert.InRange(line.Succeeded + line.Cancelled, 0UL, line.Total));
    }

    private static IEnumerable<string> Lines(IEnumerable<CallCounts> counts) => counts
        .OrderBy(line => line.Id, StringComparer.Ordinal).ThenBy(line => line.Api == "*").ThenBy(line => line.Api, StringComparer.Ordinal)
        .Select(line => $"{line.Id} {line.Api} {line.Succeeded}/{line.Total} -{line.Cancelled}");

    private InstanceCounts Made(string id) => _table.Made("orders", id);

    private Taken Take() => _table.Take(static _ => true, static (_, _) => true);
}
