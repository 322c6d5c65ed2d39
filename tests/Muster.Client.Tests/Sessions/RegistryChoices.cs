using Muster.Client.Sessions;
using Muster.Protocol;

namespace Muster.Client.Tests.Sessions;

/// <summary>Which registry to speak to next.</summary>
public sealed class RegistryChoices
{
    [Fact]
    public void A_fleet_spreads_evenly_over_the_configured_registries()
    {
        var counts = new Dictionary<string, int>();
        for (var client = 0; client < 9000; client++)
        {
            var first = Choice(client, "a:1", "b:1", "c:1").Next();
            counts[first] = counts.GetValueOrDefault(first) + 1;
        }

        Assert.Equal(3, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 2700, 3300));
    }

    [Fact]
    public void The_one_that_was_just_lost_is_not_tried_again_at_once_when_there_are_others()
    {
        var choice = Choice(1, "a:1", "b:1", "c:1");
        var last = choice.Next();
        for (var i = 0; i < 200; i++)
        {
            choice.Failed();
            var next = choice.Next();
            Assert.NotEqual(last, next);
            last = next;
        }
    }

    [Fact]
    public void The_only_one_is_tried_again_and_again()
    {
        var choice = Choice(1, "a:1");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("a:1", choice.Next());
            choice.Failed();
        }
    }

    [Fact]
    public void One_that_keeps_failing_is_seldom_drawn_but_not_forgotten()
    {
        var choice = Choice(1, "dead:1", "a:1", "b:1");
        var dead = 0;
        for (var i = 0; i < 300; i++)
        {
            if (choice.Next() is "dead:1")
            {
                dead++;
                choice.Failed();
            }
            else
            {
                choice.Welcomed(new Welcome());
                choice.Failed();   // lost later
            }
        }

        Assert.InRange(dead, 1, 30);
    }

    [Fact]
    public void Nodes_that_the_welcome_named_are_drawn_too()
    {
        var choice = Choice(1, "a:1");
        choice.Next();
        choice.Welcomed(new Welcome { Nodes = { "b:1", "c:1" } });
        choice.Failed();

        Assert.Contains(choice.Next(), (string[])["b:1", "c:1"]);
    }

    [Fact]
    public void Once_all_that_were_named_have_failed_the_configured_one_is_reached_again()
    {
        var choice = Choice(1, "a:1");
        choice.Next();
        choice.Welcomed(new Welcome { Nodes = { "b:1", "c:1" } });

        var tried = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            choice.Failed();
            tried.Add(choice.Next());
        }

        Assert.Contains("a:1", tried);
    }

    [Fact]
    public void Whoever_is_sent_away_goes_there_once_and_then_chooses_again()
    {
        var choice = Choice(1, "a:1", "b:1");
        choice.Next();
        choice.SentAway(new GoAway { Nodes = { "z:1" } });
        choice.Failed();

        Assert.Equal("z:1", choice.Next());
        choice.Failed();
        Assert.Contains(choice.Next(), (string[])["a:1", "b:1"]);
    }

    [Theory]
    [InlineData("https://a:1", "b:1", "https://b:1")]
    [InlineData("a:1", "b:1", "b:1")]
    [InlineData("a:1", "https://b:1", "https://b:1")]
    public void A_named_node_is_spoken_to_as_the_one_that_named_it(string registry, string named, string dialed)
    {
        var choice = Choice(1, registry);
        choice.Next();
        choice.SentAway(new GoAway { Nodes = { named } });

        Assert.Equal(dialed, choice.Next());
    }

    [Fact]
    public void However_many_nodes_are_named_a_bounded_number_is_remembered()
    {
        var choice = Choice(1, "a:1");
        choice.Next();
        var welcome = new Welcome();
        for (var i = 0; i < 100_000; i++) welcome.Nodes.Add($"n{i}:1");
        choice.Welcomed(welcome);

        var seen = new HashSet<string>();
        for (var i = 0; i < 1000; i++)
        {
            choice.Failed();
            seen.Add(choice.Next());
        }

        Assert.InRange(seen.Count, 2, RegistryChoice.NamedAtMost + 1);
    }

    private static RegistryChoice Choice(int seed, params string[] registries) => new(registries, new Random(seed));
}
