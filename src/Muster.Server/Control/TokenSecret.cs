using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>Makes secrets: told once, and kept as a hash.</summary>
internal static class TokenSecret
{
    /// <summary>For people, and for programs that look for secrets where none should be.</summary>
    public const string Prefix = "muster_";

    private const int RandomBytes = 32;
    private const int IdDigits = 8;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What is kept of a secret.</summary>
    public static AccessToken.Types.Secret Kept(string secret, DateTimeOffset now, TimeSpan within)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        return new()
        {
            Id = Convert.ToHexStringLower(hash)[..IdDigits],
            Sha256 = ByteString.CopyFrom(hash),
            AtMs = now.ToUnixTimeMilliseconds(),
            ExpiresMs = (now + within).ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>A token as it may be told: without any hash.</summary>
    public static AccessToken Told(AccessToken kept)
    {
        var told = kept.Clone();
        foreach (var secret in told.Secrets) secret.Sha256 = ByteString.Empty;
        if (told.Join is { } join) join.Sha256 = ByteString.Empty;
        return told;
    }
}
