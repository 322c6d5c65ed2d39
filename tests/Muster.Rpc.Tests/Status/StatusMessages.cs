namespace Muster.Rpc.Tests.Status;

public sealed class StatusMessages
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text, ~ and all", "plain text, ~ and all")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\t", "a%0D%0Ab%09")]
    [InlineData("grün", "gr%C3%BCn")]
    [InlineData("日本", "%E6%97%A5%E6%9C%AC")]
    [InlineData("🚀", "%F0%9F%9A%80")]
    [InlineData("\u007f", "%7F")]
    public void Text_is_escaped_and_comes_back(string text, string wire)
    {
        Assert.Equal(wire, StatusMessage.Encode(text));
        Assert.Equal(text, StatusMessage.Decode(wire));
    }

    [Theory]
    [InlineData("50% off", "50% off")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%c3%bc", "ü")]
    [InlineData("%FF", "\uFFFD")]
    public void What_others_escape_wrongly_is_still_read(string wire, string text) => Assert.Equal(text, StatusMessage.Decode(wire));

    [Fact]
    public void Any_text_comes_back_and_travels_as_printable_ascii()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Rune(random)));

            var wire = StatusMessage.Encode(text);

            Assert.True(wire.All(octet => octet is >= ' ' and <= '~'), $"seed {seed}: {wire}");
            Assert.True(StatusMessage.Decode(wire) == text, $"seed {seed}: {text} became {wire}");
        }
    }

    private static string Rune(Random random)
    {
        var code = random.Next(0, random.Next(2) is 0 ? 0x80 : 0x110000 - 0x800);
        return char.ConvertFromUtf32(code < 0xD800 ? code : code + 0x800);
    }
}
