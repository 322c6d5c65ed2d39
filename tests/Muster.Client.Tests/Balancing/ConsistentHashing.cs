using FsCheck;
using FsCheck.Fluent;

namespace Muster.Client.Tests.Balancing;

/// <summary>A key stays where it is, unless its own instance leaves or a new one wins it.</summary>
public sealed class ConsistentHashing
{
    private const int Keys = 4000;

    [Fact]
    public void One_more_instance_moves_its_fair_share_of_keys_and_only_to_itself() =>
        Prop.ForAll(Sizes(), size =>
        {
            var fleet = Of(size);
            var before = Owners(fleet);
            var after = Owners(fleet.List("newcomer"));

            var moved = before.Keys.Where(key => before[key] != after[key]).ToList();
            var epsilon = 4 * Math.Sqrt(1.0 / size / Keys);   // four deviations of a binomial share
            return moved.All(key => after[key] == "newcomer") && moved.Count <= Keys * ((1.0 / (size + 1)) + epsilon);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_leaving_instance_moves_its_own_keys_alone() =>
        Prop.ForAll(Sizes(), size =>
        {
            var fleet = Of(size);
            var before = Owners(fleet);
            var after = Owners(fleet.Drop("i0"));

            return before.Keys.All(key => before[key] == "i0" ? after[key] != "i0" : after[key] == before[key]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lighter_instance_gives_keys_away_and_nobody_else_does() =>
        Prop.ForAll(Sizes(), size =>
        {
            var fleet = Of(size);
            var before = Owners(fleet);
            var after = Owners(fleet.List("i1", state: InstanceState.SubHealthy));

            return before.Keys.All(key => before[key] == after[key] || before[key] == "i1");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_whose_instance_is_excepted_goes_where_it_would_go_without_it()
    {
        var fleet = Of(8);
        foreach (var key in Enumerable.Range(0, 200).Select(number => $"user-{number}"))
        {
            var first = fleet.Pick(key).Instance;
            var second = fleet.Pick(key, first).Instance;
            fleet.Drop(first.Id);

            Assert.Equal(second.Id, fleet.Pick(key).Instance.Id);
            fleet.List(first.Id);
        }
    }

    private static Arbitrary<int> Sizes() => Gen.Choose(2, 40).ToArbitrary();

    private static Fleet Of(int size) =>
        Fleet.With(BalancingPolicies.ConsistentHash, [.. Enumerable.Range(0, size).Select(index => ($"i{index}", 100))]);

    private static Dictionary<string, string> Owners(Fleet fleet) =>
        Enumerable.Range(0, Keys).Select(number => $"user-{number}").ToDictionary(key => key, key =>
        {
            var picked = fleet.Pick(key);
            picked.Succeeded();
            return picked.Instance.Id;
        });
}
