using System.Buffers;

namespace Muster.Rpc.Tests.Framing;

public sealed class MessageFrames
{
    [Theory]
    [InlineData("00 00000000", "", "")]
    [InlineData("00 00000003 010203", "010203", "")]
    [InlineData("00 00000003 010203 00", "010203", "00")]
    [InlineData("00 00000001 FF 00 00000001 EE", "FF", "0000000001EE")]
    public void A_whole_message_is_taken_and_the_rest_stays(string wire, string message, string rest)
    {
        var buffer = Bytes(wire);

        Assert.True(MessageFrame.TryTake(ref buffer, 16, out var taken));

        Assert.Equal(message, Convert.ToHexString(taken.ToArray()));
        Assert.Equal(rest, Convert.ToHexString(buffer.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00 000000")]
    [InlineData("00 00000003")]
    [InlineData("00 00000003 0102")]
    public void A_message_that_has_not_all_arrived_is_waited_for(string wire)
    {
        var buffer = Bytes(wire);
        var length = buffer.Length;

        Assert.False(MessageFrame.TryTake(ref buffer, 16, out _));

        Assert.Equal(length, buffer.Length);
    }

    [Theory]
    [InlineData("01 00000003", RpcStatusCode.Unimplemented)]
    [InlineData("02 00000003", RpcStatusCode.Internal)]
    [InlineData("FF FFFFFFFF", RpcStatusCode.Internal)]
    [InlineData("00 00000011", RpcStatusCode.ResourceExhausted)]
    [InlineData("00 80000000", RpcStatusCode.ResourceExhausted)]
    [InlineData("00 FFFFFFFF", RpcStatusCode.ResourceExhausted)]
    public void A_prefix_that_is_not_read_here_is_refused_before_its_message_arrives(string wire, RpcStatusCode code)
    {
        var buffer = Bytes(wire);

        Assert.Equal(code, Assert.Throws<RpcException>(() => MessageFrame.TryTake(ref buffer, 16, out _)).Code);
    }

    private static ReadOnlySequence<byte> Bytes(string hex) => new(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
