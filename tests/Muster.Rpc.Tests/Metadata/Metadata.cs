namespace Muster.Rpc.Tests.Metadata;

public sealed class Metadata
{
    [Fact]
    public void Names_are_told_apart_without_regard_to_case_and_the_first_value_wins()
    {
        var metadata = new RpcMetadata { { "Key", "one" }, { "key", "two" } };

        Assert.Equal("one", metadata.Text("KEY"));
        Assert.Equal(["key=one", "key=two"], metadata.Select(entry => $"{entry.Key}={entry.Value}"));
        Assert.Null(metadata.Text("other"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(256)]
    public void Bytes_come_back_with_and_without_padding(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(octet => (byte)octet).ToArray();
        var metadata = new RpcMetadata { { "trace-bin", bytes.AsSpan() } };
        Assert.DoesNotContain('=', metadata.Text("trace-bin")!);
        Assert.Equal(bytes, metadata.Bytes("trace-bin"));

        var padded = new RpcMetadata();
        padded.AddHeader("trace-bin", [Convert.ToBase64String(bytes)]);
        Assert.Equal(bytes, padded.Bytes("trace-bin"));
    }

    [Fact]
    public void Joined_bytes_are_divided_again_and_joined_text_is_not()
    {
        var metadata = new RpcMetadata();
        metadata.AddHeader("a-bin", ["AQ, Ag"]);
        metadata.AddHeader("b", ["1, 2"]);

        Assert.Equal(["a-bin=AQ", "a-bin=Ag", "b=1, 2"], metadata.Select(entry => $"{entry.Key}={entry.Value}"));
    }

    [Fact]
    public void Bytes_that_are_no_base64_read_as_none()
    {
        var metadata = new RpcMetadata();
        metadata.AddHeader("a-bin", ["*"]);
        metadata.AddHeader("b-bin", ["ABCDE"]);

        Assert.Null(metadata.Bytes("a-bin"));
        Assert.Null(metadata.Bytes("b-bin"));
    }

    [Theory]
    [InlineData(":path")]
    [InlineData("te")]
    [InlineData("Content-Type")]
    [InlineData("grpc-status")]
    [InlineData("grpc-timeout")]
    public void The_protocols_own_headers_are_not_metadata(string name)
    {
        var metadata = new RpcMetadata();
        metadata.AddHeader(name, ["x"]);

        Assert.Empty(metadata);
        Assert.Throws<ArgumentException>(() => metadata.Add(name, "x"));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("sp ace", "x")]
    [InlineData("ünicode", "x")]
    [InlineData("a-bin", "text under a name for bytes")]
    [InlineData("a", "grün")]
    [InlineData("a", "line\nfeed")]
    public void What_cannot_travel_is_refused_at_once(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new RpcMetadata().Add(name, value));

    [Fact]
    public void Bytes_need_a_name_for_bytes() =>
        Assert.Throws<ArgumentException>(() => new RpcMetadata().Add("a", new byte[1].AsSpan()));

    [Fact]
    public void The_shared_empty_metadata_stays_empty() =>
        Assert.Throws<InvalidOperationException>(() => RpcMetadata.Empty.Add("a", "x"));
}
