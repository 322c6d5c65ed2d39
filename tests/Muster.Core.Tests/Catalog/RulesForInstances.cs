using Google.Protobuf;
using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Tests.Catalog;

/// <summary>Every limit of a registration, with the words that a provider reads.</summary>
public sealed class RulesForInstances
{
    private const string NoUri = "is not an absolute URI with a host and without credentials, such as http://10.0.0.7:8080.";

    [Fact]
    public void The_largest_instance_fits()
    {
        var instance = new Instance
        {
            Id = new string('i', Limits.Name), Zone = new string('z', Limits.Place), Unit = new string('u', Limits.Place), Weight = Limits.Weight,
        };
        for (var i = 0; i < Limits.Addresses; i++) instance.Addresses.Add("http://host/" + new string((char)('a' + i), Limits.Address - 12));
        for (var i = 0; i < Limits.MetadataKeys; i++) instance.Metadata.Add($"{i:00}" + new string('k', Limits.MetadataKey - 2), new string('v', 64));

        Assert.Null(InstanceRules.FaultIn("orders", instance));
        Assert.InRange(instance.CalculateSize(), 1, Limits.InstanceBytes);
    }

    [Fact]
    public void A_registration_without_an_instance_is_refused() =>
        Refused("registration of 'orders': the instance is missing.", null);

    [Fact]
    public void The_service_and_the_id_must_be_names()
    {
        Assert.Equal("service name 'a/b': use 1 to 128 letters, digits and . _ - : starting with a letter or digit.", InstanceRules.FaultIn("a/b", Some())!.Message);
        Refused("instance id '': use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit.", Some(instance => instance.Id = ""));
    }

    [Fact]
    public void Zone_and_unit_must_be_places()
    {
        Refused("zone 'a b': use at most 64 letters, digits and . _ -.", Some(instance => instance.Zone = "a b"));
        Refused("unit 'a/b': use at most 64 letters, digits and . _ -.", Some(instance => instance.Unit = "a/b"));
    }

    [Fact]
    public void There_are_one_to_eight_addresses()
    {
        Refused("instance 'a' has 0 addresses: give 1 to 8, such as http://10.0.0.7:8080.", Some(instance => instance.Addresses.Clear()));
        Refused("instance 'a' has 9 addresses: give 1 to 8, such as http://10.0.0.7:8080.", Some(instance => instance.Addresses.Add(Enumerable.Repeat("http://b:1", 8))));
    }

    [Fact]
    public void A_long_address_is_refused() =>
        Refused(
            $"instance 'a': address 'http://host/{new string('x', 28)}…' has 257 characters; the limit is 256.",
            Some(instance => instance.Addresses[0] = "http://host/" + new string('x', 245)));

    [Theory]
    [InlineData("10.0.0.7:8080")]
    [InlineData("localhost:8080")]
    [InlineData("/var/run/x.sock")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://")]
    [InlineData("http://user:pw@host:80")]
    [InlineData("")]
    [InlineData(" http://10.0.0.7:8080")]
    [InlineData("http://10.0.0.7:8080 ")]
    [InlineData("http://bücher.example")]
    public void An_address_is_a_uri_with_a_host(string address) =>
        Refused($"instance 'a': address '{address}' {NoUri}", Some(instance => instance.Addresses[0] = address));

    [Fact]
    public void A_line_break_in_an_address_is_refused_and_not_printed() =>
        Refused($"instance 'a': address 'http://10.0.0.7:8080?' {NoUri}", Some(instance => instance.Addresses[0] = "http://10.0.0.7:8080\n"));

    [Theory]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("https://[2001:db8::1]:443/base")]
    [InlineData("grpc://host.example:50051")]
    [InlineData("tcp://db-1:5432")]
    public void Any_scheme_will_do(string address) =>
        Assert.Null(InstanceRules.FaultIn("orders", Some(instance => instance.Addresses[0] = address)));

    [Fact]
    public void A_weight_has_a_bound() =>
        Refused("instance 'a' has weight 10001; use 0 to 10000.", Some(instance => instance.Weight = 10_001));

    [Fact]
    public void Metadata_has_bounds()
    {
        Refused("instance 'a' has 65 metadata keys; the limit is 64.", Some(instance =>
        {
            for (var i = 0; i < 65; i++) instance.Metadata.Add($"k{i}", "");
        }));
        Refused("instance 'a': metadata key '' must have 1 to 64 characters.", Some(instance => instance.Metadata.Add("", "v")));
        Refused($"instance 'a': metadata key '{new string('k', 40)}…' must have 1 to 64 characters.", Some(instance => instance.Metadata.Add(new string('k', 65), "v")));
        Refused("instance 'a' has 8193 bytes of metadata; the limit is 8192.", Some(instance => instance.Metadata.Add("k", new string('v', 8192))));
        Refused("instance 'a' has 8193 bytes of metadata; the limit is 8192.", Some(instance => instance.Metadata.Add("k", new string('ä', 4096))));
    }

    [Fact]
    public void Fields_of_a_later_version_are_kept_within_a_bound()
    {
        var small = Instance.Parser.ParseFrom(Unknown(Some(), 100));
        Assert.Null(InstanceRules.FaultIn("orders", small));
        Assert.Equal(small, Instance.Parser.ParseFrom(InstanceRules.Encode(small)));

        var large = Instance.Parser.ParseFrom(Unknown(Some(), Limits.InstanceBytes));
        Refused($"instance 'a' has {large.CalculateSize()} bytes in all; the limit is 16384.", large);
    }

    [Fact]
    public void The_same_words_always_have_the_same_bytes()
    {
        var (one, other) = (Some(), Some());
        foreach (var key in (string[])["b", "a", "c"]) one.Metadata.Add(key, "v");
        foreach (var key in (string[])["c", "b", "a"]) other.Metadata.Add(key, "v");

        Assert.Equal(InstanceRules.Encode(one), InstanceRules.Encode(other));
    }

    private static void Refused(string words, Instance? instance) =>
        Assert.Equal(Errors.Invalid(words), InstanceRules.FaultIn("orders", instance));

    private static Instance Some(Action<Instance>? change = null)
    {
        var instance = new Instance { Id = "a", Addresses = { "http://10.0.0.7:8080" } };
        change?.Invoke(instance);
        return instance;
    }

    private static byte[] Unknown(Instance instance, int bytes)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            instance.WriteTo(output);
            output.WriteTag(999, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(new byte[bytes]));
        }

        return stream.ToArray();
    }
}
