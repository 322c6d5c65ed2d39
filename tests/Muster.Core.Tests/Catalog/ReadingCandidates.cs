using System.Text;
using Google.Protobuf;
using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Tests.Catalog;

/// <summary>Registrations that are read without a parser are what the parser and the rules make of them.</summary>
public sealed class ReadingCandidates
{
    private static readonly string[] Texts = ["", "a", "east", "orders-1", "a b", "ä", "x.y:z@1", new('n', 128), new('n', 129)];

    private static readonly string[] Addresses =
        ["http://10.0.0.7:8080", "https://orders.example/base", "http://db-1", "grpc://host:1", "http://256.0.0.1:1", "http://u@h:1", "http://10.0.0.7:99999", "host:1", "", "http://h:80/a?b"];

    private readonly CandidateReader _reader = new();

    [Theory]
    [InlineData("http://10.0.0.7:8080", true)]
    [InlineData("https://orders-1.example.com:443/base_path/v1", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://255.255.255.255:59999", true)]
    [InlineData("http://10.0.0.07", false)]
    [InlineData("http://10.0.0", false)]
    [InlineData("http://10.0.0.256", false)]
    [InlineData("http://10.0.0.7:", false)]
    [InlineData("http://10.0.0.7:0", false)]
    [InlineData("http://10.0.0.7:65536", false)]
    [InlineData("http://user@host", false)]
    [InlineData("http://host?x", false)]
    [InlineData("http://ho st", false)]
    [InlineData("http://xn--bcher-kva.example", false)]
    [InlineData("http://a..b", false)]
    [InlineData("http:///path", false)]
    [InlineData("grpc://host:1", false)]
    public void Plain_addresses_are_recognised(string address, bool plain) => Assert.Equal(plain, PlainAddress.Is(Encoding.UTF8.GetBytes(address)));

    [Fact]
    public void Whatever_is_a_plain_address_is_a_uri_with_a_host()
    {
        var random = new Random(7);
        const string Alphabet = "a0.-:/z91";
        var recognised = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var address = "http://" + string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            if (!PlainAddress.Is(Encoding.UTF8.GetBytes(address))) continue;
            recognised++;
            Assert.True(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0, address);
        }

        Assert.InRange(recognised, 5_000, 200_000);
    }

    [Fact]
    public void What_providers_usually_send_is_recognised()
    {
        var instance = new Instance { Id = "orders-1", Addresses = { "http://10.0.0.7:8080" }, Zone = "east", Unit = "eu", Weight = 0, Metadata = { ["a"] = "ä", ["b"] = "c" } };

        Assert.True(UsualInstance.TryRead(instance.ToByteArray(), new(), out var id));
        Assert.Equal("orders-1", id);
    }

    [Fact]
    public void Every_registration_is_read_as_the_parser_and_the_rules_have_it()
    {
        var random = new Random(1);
        for (var round = 0; round < 3_000; round++)
        {
            var frame = new Up { Register = Some(random) }.ToByteArray();
            Same(frame, _reader.Read(frame)!);
        }
    }

    [Fact]
    public void A_frame_with_any_fault_in_it_is_read_as_the_parser_reads_it_or_not_at_all()
    {
        var random = new Random(2);
        for (var round = 0; round < 20_000; round++)
        {
            var frame = new Up { Register = Some(random) }.ToByteArray();
            for (var faults = random.Next(1, 4); faults > 0; faults--) frame[random.Next(frame.Length)] = (byte)random.Next(256);
            try
            {
                if (_reader.Read(frame) is { } read) Same(frame, read);
            }
            catch (InvalidProtocolBufferException)
            {
                Assert.Throws<InvalidProtocolBufferException>(() => Up.Parser.ParseFrom(frame));
            }
        }
    }

    [Fact]
    public void Other_frames_and_too_many_at_once_are_left_to_the_parser()
    {
        var register = new Register();
        for (var i = 0; i <= Limits.Batch; i++) register.Registrations.Add(new Registration());

        Assert.Null(_reader.Read([]));
        Assert.Null(_reader.Read(new Up { Heartbeat = new Heartbeat { Number = 7 } }.ToByteArray()));
        Assert.Null(_reader.Read(new Up { Register = register }.ToByteArray()));
    }

    private static void Same(byte[] frame, Candidates read)
    {
        var parsed = Up.Parser.ParseFrom(frame).Register;
        Assert.Equal(parsed.Request, read.Request);
        Assert.Equal(parsed.Registrations.Select(Candidate.Of).Select(Words), read.All.Select(Words));
    }

    private static string Words(Candidate candidate) =>
        $"{candidate.Service} {candidate.Id} {candidate.Incarnation} {candidate.Fault} {candidate.Listed?.Zone} {Convert.ToHexString(candidate.Listed is { } listed ? listed.Encoded.Span : [])}";

    private static Register Some(Random random)
    {
        var register = new Register { Request = (ulong)random.Next(3) };
        for (var count = random.Next(4); count > 0; count--) register.Registrations.Add(SomeRegistration(random));
        return register;
    }

    private static Registration SomeRegistration(Random random)
    {
        var registration = new Registration { Service = Pick(Texts), Incarnation = random.Next(3) == 0 ? (ulong)random.NextInt64() : 0 };
        if (random.Next(20) == 0) return registration;

        var instance = registration.Instance = new Instance { Id = Pick(Texts) };
        for (var count = random.Next(12) == 0 ? 9 : random.Next(3); count > 0; count--) instance.Addresses.Add(Pick(Addresses));
        if (random.Next(2) == 0) instance.Zone = Pick(Texts);
        if (random.Next(4) == 0) instance.Unit = Pick(Texts);
        if (random.Next(4) == 0) instance.Weight = (uint)random.Next(12_000);
        for (var count = random.Next(4); count > 0; count--) instance.Metadata[Pick(Texts)] = Pick(Texts);
        return registration;

        string Pick(string[] from) => from[random.Next(4) == 0 ? random.Next(from.Length) : random.Next(1, 3)];   // mostly what is right
    }
}
