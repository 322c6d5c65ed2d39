using System.Net;

namespace Muster.Client.Http;

/// <summary>An answer's content as it came, whose end is noticed.</summary>
internal sealed class JudgedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly CallEnd _end;

    public JudgedContent(HttpContent content, CallEnd end)
    {
        (_content, _end) = (content, end);
        foreach (var header in content.Headers.NonValidated) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new JudgedStream(await _content.ReadAsStreamAsync().ConfigureAwait(false), _end);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new JudgedStream(_content.ReadAsStream(cancellationToken), _end);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = new JudgedStream(await _content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _end);
        await using (source.ConfigureAwait(false)) await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var source = new JudgedStream(_content.ReadAsStream(cancellationToken), _end);
        source.CopyTo(stream);
    }

    /// <summary>What the header says, where there is one, is told without asking here.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _end.Dispose();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
