namespace Muster.Rpc.Tests.Calls;

public sealed class Addresses
{
    [Theory]
    [InlineData("localhost:7501", false, "http://localhost:7501/")]
    [InlineData("localhost:7501", true, "https://localhost:7501/")]
    [InlineData("10.0.0.7:7501", false, "http://10.0.0.7:7501/")]
    [InlineData("[::1]:7501", false, "http://[::1]:7501/")]
    [InlineData("http://registry:7501", false, "http://registry:7501/")]
    [InlineData("https://registry:7501", false, "https://registry:7501/")]
    [InlineData("https://registry:7501/", true, "https://registry:7501/")]
    public void An_address_says_where_and_the_options_say_how(string address, bool tls, string uri) =>
        Assert.Equal(uri, RpcAddress.Parse(address, tls).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("host:port")]
    [InlineData("ftp://registry:7501")]
    [InlineData("http://registry:7501/path")]
    public void What_is_no_address_is_refused(string address) =>
        Assert.ThrowsAny<ArgumentException>(() => RpcAddress.Parse(address, tls: false));

    [Fact]
    public void Cleartext_is_refused_where_TLS_is_configured() =>
        Assert.Contains("cleartext", Assert.Throws<ArgumentException>(() => RpcAddress.Parse("http://registry:7501", tls: true)).Message, StringComparison.Ordinal);
}
