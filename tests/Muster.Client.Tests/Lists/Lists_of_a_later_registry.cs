using Google.Protobuf;
using Muster.Client.Lists;
using Muster.Protocol;

namespace Muster.Client.Tests.Lists;

/// <summary>A registry of the future adds fields. This client does not know them, and still proves every list.</summary>
public sealed class Lists_of_a_later_registry
{
    private const int Unknown = 1999;

    [Fact]
    public void Fields_that_nobody_knows_yet_do_not_stand_in_the_way_of_the_proof()
    {
        var list = new VerifiedList("orders");
        var (one, two, later) = (Listed("orders-1", "old"), Listed("orders-2", "old"), Listed("orders-2", "new"));

        var snapshot = list.Apply(new ServiceSnapshot
        {
            Service = "orders", Revision = At(1), Digest = DigestOf(one, two), Buckets = ListDigest.AllBuckets, Last = true, Instances = { one, two },
        });
        var delta = list.Apply(new ServiceDelta { Service = "orders", From = At(1), To = At(2), Digest = DigestOf(one, later), Changed = { later } });

        Assert.Equal((Proof.Verified, Proof.Verified), (snapshot, delta));
        Assert.NotEqual(two.Version, later.Version);
    }

    [Fact]
    public void A_change_of_an_unknown_field_alone_is_a_change()
    {
        var list = new VerifiedList("orders");
        var (old, later) = (Listed("orders-1", "old"), Listed("orders-1", "new"));
        list.Apply(new ServiceSnapshot { Service = "orders", Revision = At(1), Digest = DigestOf(old), Buckets = ListDigest.AllBuckets, Last = true, Instances = { old } });

        var disproved = list.Apply(new ServiceDelta { Service = "orders", From = At(1), To = At(2), Digest = DigestOf(old), Changed = { later } });

        Assert.Equal(Proof.Disproved, disproved);
    }

    [Fact]
    public void Unknown_fields_survive_on_disk() =>
        Assert.Equal(Listed("orders-1", "kept").ToByteArray(), new ServiceInstance(Listed("orders-1", "kept")).Listed.ToByteArray());

    /// <summary>As a later registry encodes it: the version is the hash of all that follows, unknown fields included.</summary>
    private static Listed Listed(string id, string unknown)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(2, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom([.. new Instance { Id = id, Addresses = { "http://10.0.0.7:8080" } }.ToByteArray(), .. UnknownField(unknown)]));
            output.WriteRawTag(0x18, (byte)State.Healthy);
        }

        var rest = (byte[])[.. bytes.ToArray(), .. UnknownField(unknown)];
        var listed = Protocol.Listed.Parser.ParseFrom(rest);
        listed.Version = XxHash64.Hash(rest, 0);
        return listed;
    }

    private static byte[] UnknownField(string value)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes))
        {
            output.WriteTag(Unknown, WireFormat.WireType.LengthDelimited);
            output.WriteString(value);
        }

        return bytes.ToArray();
    }

    private static ulong DigestOf(params ReadOnlySpan<Listed> listed)
    {
        var digest = 0UL;
        foreach (var one in listed) digest += ListDigest.Entry(one.Instance.Id, one.Version);
        return digest;
    }

    private static Revision At(ulong sequence) => new() { Epoch = 1, Sequence = sequence };
}
