namespace Muster.Rpc;

/// <summary>An address as people write it.</summary>
internal static class RpcAddress
{
    /// <param name="address"><c>host:port</c>, <c>http://host:port</c> or <c>https://host:port</c>.</param>
    /// <param name="tls">What a bare <c>host:port</c> means; true also refuses <c>http</c>.</param>
    public static Uri Parse(string address, bool tls)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        var text = address.Contains("://", StringComparison.Ordinal) ? address : $"{(tls ? "https" : "http")}://{address}";

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
            throw new ArgumentException($"'{address}' is no address: write host:port, http://host:port or https://host:port.", nameof(address));
        if (tls && uri.Scheme == "http")
            throw new ArgumentException($"'{address}' asks for cleartext, and TLS is configured: write https:// or leave the scheme out.", nameof(address));

        return uri;
    }
}
