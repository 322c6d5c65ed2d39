using Muster.Cli.Looking;
using Muster.Client;

namespace Muster.Cli.Tests.Looking;

public sealed class Telling_differences
{
    private static readonly InstanceDescription Before = new("http://h:1") { Zone = "east", Metadata = new Dictionary<string, string> { ["version"] = "1", ["canary"] = "yes" } };

    public static TheoryData<InstanceDescription, string> Table => new()
    {
        { Before, "" },
        { Before with { OtherAddresses = ["http://h:2"] }, "" },
        { Before with { Weight = 0 }, "weight=0" },
        { Before with { Zone = "", Unit = "shop" }, "zone= unit=shop" },
        { Before with { Metadata = new Dictionary<string, string> { ["version"] = "2", ["team"] = "shop" } }, "label.canary= label.team=shop label.version=2" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void They_are_named_as_they_are_set(InstanceDescription now, string words) => Assert.Equal(words, Differences.Between(new(Before), new(now)));
}
