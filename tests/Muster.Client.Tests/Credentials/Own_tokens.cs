using Microsoft.Extensions.Logging;
using Muster.Client.Credentials;

namespace Muster.Client.Tests.Credentials;

/// <summary>A token in a file is read at each connection; what is wrong with the file is told, and never what it holds.</summary>
public sealed class Own_tokens : IDisposable, ILogger
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-token-").FullName;
    private readonly List<(LogLevel Level, string Line)> _lines = [];

    private string Token => Path.Combine(_folder, "orders.token");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_read_again_each_time_and_one_that_cannot_be_used_changes_nothing()
    {
        Write("first-secret\n");
        var own = new OwnToken("", Token, this);
        Assert.Equal("first-secret", own.Current());
        Assert.Equal("first-secret", own.Current());
        Assert.Empty(_lines);

        Write("  second-secret\r\n\n");
        Assert.Equal("second-secret", own.Current());

        Write("");
        Assert.Equal(("second-secret", "second-secret"), (own.Current(), own.Current()));
        File.Delete(Token);
        Assert.Equal("second-secret", own.Current());
        Write("third-secret");
        Assert.Equal("third-secret", own.Current());

        Assert.Equal([LogLevel.Information, LogLevel.Error, LogLevel.Error, LogLevel.Information], _lines.Select(line => line.Level));
        Assert.Equal($"The token file {Token} cannot be used, and the token that it held before is shown: {Token} is empty.", _lines[1].Line);
        Assert.DoesNotContain(_lines, line => line.Line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_stands_in_the_configuration_stays()
    {
        Assert.Equal("secret", new OwnToken("secret", "", this).Current());
        Assert.Equal("", new OwnToken("", "", this).Current());
    }

    [Theory]
    [InlineData(0b100_000_000, false)]
    [InlineData(0b110_100_000, false)]
    [InlineData(0b110_100_100, true)]
    public void That_everybody_may_read_it_is_told_at_the_start_behind_a_link_as_well(int mode, bool told)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights are others there.");
        Write("secret");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Token, (UnixFileMode)mode);
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Token);

        Assert.Equal("secret", new OwnToken("", link, this).Current());

        Assert.Equal(told ? [LogLevel.Warning] : [], _lines.Select(line => line.Level));
    }

    [Theory]
    [InlineData("absent", "TokenFile: Could not find file '{0}'.")]
    [InlineData("a folder", "TokenFile: {0} is a folder: name the file in it.")]
    [InlineData("", "TokenFile: {0} is empty.")]
    [InlineData(" \n", "TokenFile: {0} is empty.")]
    [InlineData("secret\nother", "TokenFile: {0} holds something else than one token: there are several words or lines in it.")]
    [InlineData("some words of another file", "TokenFile: {0} holds something else than one token: there are several words or lines in it.")]
    [InlineData("much", "TokenFile: {0} holds more than 4096 bytes, and so something else than a token.")]
    public void A_file_without_a_token_is_a_fault_at_the_start(string content, string words)
    {
        if (content == "a folder") Directory.CreateDirectory(Token);
        else if (content != "absent") Write(content == "much" ? new string('a', 5000) : content);

        var fault = Assert.Single(OptionsFaults.In(new MusterOptions { TokenFile = Token }));

        Assert.Equal(words.Replace("{0}", Token, StringComparison.Ordinal), fault);
    }

    [Fact]
    public void Two_places_for_one_token_are_a_fault()
    {
        Write("secret");

        Assert.Equal("TokenFile: is set, and so is Token. Set one of them.", Assert.Single(OptionsFaults.In(new MusterOptions { Token = "secret", TokenFile = Token })));
        Assert.Empty(OptionsFaults.In(new MusterOptions { TokenFile = Token }));
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((logLevel, formatter(state, exception)));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private void Write(string text)
    {
        File.WriteAllText(Token, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
