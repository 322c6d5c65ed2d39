using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;

namespace Muster.Chaos.Attacks;

/// <summary>Where a node listens.</summary>
/// <param name="Tls">Whether it speaks TLS, by a certificate that it made itself.</param>
internal sealed record Target(IPEndPoint Http, IPEndPoint Rpc, bool Tls = false)
{
    public const string Namespace = "default";
    public const string Service = "besieged";

    private string Scheme => Tls ? "https" : "http";

    public Uri Api(string path) => new($"{Scheme}://{Http}{path}");

    public Uri Method(string path) => new($"{Scheme}://{Rpc}{path}");

    public static HttpClient Client() => new(new SocketsHttpHandler { SslOptions = Whoever() }, disposeHandler: true);

    /// <summary>Takes whatever certificate is shown: attackers are not particular.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "Nothing that is worth keeping is sent.")]
    public static SslClientAuthenticationOptions Whoever() => new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
}
