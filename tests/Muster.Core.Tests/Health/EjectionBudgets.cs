using FsCheck;
using FsCheck.Fluent;
using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>Never-Empty: how many of the silent may be hidden, and which.</summary>
public sealed class EjectionBudgets
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(9, 3)]
    [InlineData(10, 4)]
    [InlineData(100, 40)]
    [InlineData(10_000, 4_000)]
    public void The_budget_is_forty_percent_and_at_least_one_but_never_the_only_one(int known, int budget) =>
        Assert.Equal(budget, EjectionBudget.Of(known));

    [Fact]
    public void The_longest_dead_are_hidden_first() =>
        Assert.Equal(["d1", "d2"], Hidden(Dead("", 1, 2, 3, 4), ("", 5)));

    [Fact]
    public void A_zone_has_a_budget_of_its_own() =>
        Assert.Equal(["a1", "b3"], Hidden([Death("a1", "a", 1), Death("a2", "a", 2), Death("b3", "b", 3)], ("a", 4), ("b", 2), ("c", 20)));

    [Fact]
    public void The_only_one_of_a_zone_is_never_hidden() =>
        Assert.Empty(Hidden([Death("a1", "a", 1)], ("a", 1), ("b", 20)));

    [Fact]
    public void What_a_zone_may_not_hide_leaves_the_services_budget_to_others() =>
        Assert.Equal(["b2"], Hidden([Death("a1", "a", 1), Death("b2", "b", 2)], ("a", 1), ("b", 2)));

    [Fact]
    public void No_failure_hides_more_than_the_budget_nor_the_last_of_a_zone_or_service()
    {
        var zones = Gen.Elements("", "a", "b", "c");
        var fleet = zones.Zip(Gen.Elements(true, false)).Select(both => (Zone: both.Item1, Dead: both.Item2)).ListOf();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(fleet.ToArbitrary(), some =>
        {
            var deaths = some.Select((instance, i) => (instance, i)).Where(one => one.instance.Dead).Select(one => Death($"{one.i}", one.instance.Zone, one.i)).ToArray();
            var known = some.GroupBy(instance => instance.Zone).ToDictionary(zone => zone.Key, zone => zone.Count());

            var hidden = EjectionBudget.Hidden(deaths, known);
            var hiddenInZone = deaths.Where(death => hidden.Contains(death.Id)).GroupBy(death => death.Zone);

            return hidden.Count <= EjectionBudget.Of(some.Count)
                && (some.Count == 0 || hidden.Count < some.Count)
                && hiddenInZone.All(zone => zone.Count() <= EjectionBudget.Of(known[zone.Key]) && zone.Count() < known[zone.Key])
                && hidden.All(id => deaths.Any(death => death.Id == id));
        }));
    }

    [Fact]
    public void Proven_deaths_are_hidden_but_for_the_last_and_leave_the_others_what_they_did_not_use()
    {
        var fleet = Gen.Elements("", "a").Zip(Gen.Elements("up", "soft", "hard")).Select(both => (Zone: both.Item1, State: both.Item2)).ListOf();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(fleet.ToArbitrary(), some =>
        {
            var deaths = some.Select((instance, i) => (instance, i)).Where(one => one.instance.State != "up")
                .Select(one => Death($"{one.i}", one.instance.Zone, one.i) with { Hard = one.instance.State == "hard" }).ToArray();
            var hidden = EjectionBudget.Hidden(deaths, some.GroupBy(instance => instance.Zone).ToDictionary(zone => zone.Key, zone => zone.Count()));
            var (soft, hard) = (deaths.Count(death => !death.Hard && hidden.Contains(death.Id)), deaths.Count(death => death.Hard && hidden.Contains(death.Id)));

            return (some.Count == 0 || hidden.Count < some.Count)
                && hard == Math.Min(deaths.Count(death => death.Hard), Math.Max(0, some.Count - 1))
                && soft <= Math.Max(0, EjectionBudget.Of(some.Count) - hard);
        }));
    }

    [Fact]
    public void The_order_of_the_living_changes_nothing()
    {
        var deaths = Dead("z", 1, 2, 3, 4, 5, 6);
        Assert.Equal(Hidden(deaths, ("z", 10), ("y", 3)), Hidden(deaths, ("y", 3), ("z", 10)));
    }

    private static Death Death(string id, string zone, int since) => new(id, zone, TimeSpan.FromSeconds(since), Hard: false);

    private static Death[] Dead(string zone, params int[] since) => [.. since.Select(at => Death($"d{at}", zone, at))];

    private static string[] Hidden(Death[] deaths, params (string Zone, int Known)[] zones) =>
        [.. EjectionBudget.Hidden(deaths, zones.ToDictionary(zone => zone.Zone, zone => zone.Known)).Order(StringComparer.Ordinal)];
}
