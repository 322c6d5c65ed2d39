namespace Muster.Protocol.Tests.Naming;

/// <summary>What is a name, what is not, and what a user reads who wrote another.</summary>
public sealed class NameGrammar
{
    [Theory]
    [InlineData("default")]
    [InlineData("a")]
    [InlineData("prod-eu-1")]
    [InlineData("0")]
    public void Some_namespaces(string name) => Assert.Null(Names.FaultInNamespace(name));

    [Theory]
    [InlineData("", "''")]
    [InlineData("Prod", "'Prod'")]
    [InlineData("-a", "'-a'")]
    [InlineData("a-", "'a-'")]
    [InlineData("a_b", "'a_b'")]
    [InlineData("a/b", "'a/b'")]
    [InlineData("a b", "'a b'")]
    [InlineData("prod\n", "'prod?'")]
    [InlineData("größe", "'größe'")]
    public void No_namespaces(string name, string shown) =>
        Assert.Equal(
            $"namespace {shown}: use 1 to 63 lower-case letters, digits and hyphens, not starting or ending with a hyphen.",
            Names.FaultInNamespace(name));

    [Theory]
    [InlineData("orders")]
    [InlineData("Orders.V1.OrderService")]
    [InlineData("com.shop.Orders:1.0.0")]
    [InlineData("9-lives_x")]
    public void Some_services(string name) => Assert.Null(Names.FaultInService(name));

    [Theory]
    [InlineData("", "''")]
    [InlineData(".orders", "'.orders'")]
    [InlineData("_orders", "'_orders'")]
    [InlineData("../etc", "'../etc'")]
    [InlineData("a/b", "'a/b'")]
    [InlineData("a@b", "'a@b'")]
    [InlineData("a*", "'a*'")]
    [InlineData("a\0b", "'a?b'")]
    public void No_services(string name, string shown) =>
        Assert.Equal($"service name {shown}: use 1 to 128 letters, digits and . _ - : starting with a letter or digit.", Names.FaultInService(name));

    [Theory]
    [InlineData("10.0.0.7:8080")]
    [InlineData("orders@host-1:80")]
    [InlineData("z")]
    public void Some_instance_ids(string id) => Assert.Null(Names.FaultInInstanceId(id));

    [Theory]
    [InlineData("", "''")]
    [InlineData("@host", "'@host'")]
    [InlineData("[::1]:80", "'[::1]:80'")]
    [InlineData("a,b", "'a,b'")]
    public void No_instance_ids(string id, string shown) =>
        Assert.Equal($"instance id {shown}: use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit.", Names.FaultInInstanceId(id));

    [Theory]
    [InlineData("")]
    [InlineData("eu-west-1a")]
    [InlineData("_rack.7")]
    public void Some_places(string name) => Assert.Null(Names.FaultInPlace("zone", name));

    [Theory]
    [InlineData("zone", "a b", "zone 'a b': use at most 64 letters, digits and . _ -.")]
    [InlineData("unit", "a:b", "unit 'a:b': use at most 64 letters, digits and . _ -.")]
    public void No_places(string what, string name, string fault) => Assert.Equal(fault, Names.FaultInPlace(what, name));

    [Fact]
    public void The_longest_names_fit_and_one_more_letter_does_not()
    {
        Assert.Null(Names.FaultInNamespace(new('a', Limits.Namespace)));
        Assert.NotNull(Names.FaultInNamespace(new('a', Limits.Namespace + 1)));
        Assert.Null(Names.FaultInService(new('a', Limits.Name)));
        Assert.NotNull(Names.FaultInService(new('a', Limits.Name + 1)));
        Assert.Null(Names.FaultInInstanceId(new('a', Limits.Name)));
        Assert.NotNull(Names.FaultInInstanceId(new('a', Limits.Name + 1)));
        Assert.Null(Names.FaultInPlace("zone", new('a', Limits.Place)));
        Assert.NotNull(Names.FaultInPlace("zone", new('a', Limits.Place + 1)));
    }

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("two\r\nlines", "'two??lines'")]
    [InlineData("\u001b[31mred", "'?[31mred'")]
    public void A_foreign_text_is_safe_to_print(string text, string quoted) => Assert.Equal(quoted, Names.Quote(text));

    [Fact]
    public void A_long_text_is_shortened() =>
        Assert.Equal($"'{new string('x', 40)}…'", Names.Quote(new string('x', 41)));
}
