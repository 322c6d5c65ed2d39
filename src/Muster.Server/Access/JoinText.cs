using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Server.Access;

/// <summary>A join token as it is told, and what is kept of it.</summary>
/// <remarks>
/// It holds the authority itself, so that whoever joins knows from the first byte on whom he talks to, and tells the
/// secret to nobody else.
/// </remarks>
internal static class JoinText
{
    /// <summary>For people, and for programs that look for secrets where none should be.</summary>
    public const string Prefix = "muster_join_";

    /// <summary>How long it holds where nothing else is said, and at the most: whoever finds one later finds nothing.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const int RandomBytes = 32;

    /// <summary>Gives a token of control data the right to join, and answers the text: it is told this once.</summary>
    public static string Into(AccessToken token, X509Certificate2 authority, DateTimeOffset now, ulong withinMs)
    {
        var text = new JoinToken { Name = token.Name, Secret = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(RandomBytes)), Authority = ByteString.CopyFrom(authority.RawData) };
        var ends = now + (withinMs == 0 ? Longest : TimeSpan.FromMilliseconds(withinMs));
        token.Join = new() { Sha256 = ByteString.CopyFrom(SHA256.HashData(text.Secret.Span)), ExpiresMs = ends.ToUnixTimeMilliseconds() };
        return Prefix + Base64Url.EncodeToString(text.ToByteArray());
    }

    /// <summary>Null when it is none.</summary>
    public static JoinToken? Parse(string text)
    {
        try
        {
            return text.StartsWith(Prefix, StringComparison.Ordinal) ? JoinToken.Parser.ParseFrom(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length))) : null;
        }
        catch (Exception torn) when (torn is FormatException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Whether a secret is the one that is kept as a hash.</summary>
    public static bool Proves(ReadOnlySpan<byte> secret, AccessToken.Types.Join kept) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(secret), kept.Sha256.Span);
}
