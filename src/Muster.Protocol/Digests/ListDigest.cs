namespace Muster.Protocol;

/// <summary>
/// The arithmetic that proves two lists equal: sums modulo 2^64, so that order does not matter and one change costs
/// one subtraction and one addition.
/// </summary>
public static class ListDigest
{
    /// <summary>How many buckets a list is divided into.</summary>
    public const int Buckets = 64;

    /// <summary>The bucket mask that names the whole list.</summary>
    public const ulong AllBuckets = ulong.MaxValue;

    /// <summary>What one listed instance adds to the digest of its list.</summary>
    public static ulong Entry(string id, ulong version) => XxHash64.Hash(id, version);

    /// <summary>The same of an id in its encoded form.</summary>
    public static ulong Entry(ReadOnlySpan<byte> id, ulong version) => XxHash64.Hash(id, version);

    /// <summary>What one service's list adds to the sum that a heartbeat's answer carries.</summary>
    public static ulong HeldEntry(string service, ulong digest) => XxHash64.Hash(service, digest);

    /// <summary>The bucket of an instance, 0..63.</summary>
    public static int Bucket(string id) => (int)(XxHash64.Hash(id, 0) >> 58);

    /// <summary>The same of an id in its encoded form.</summary>
    public static int Bucket(ReadOnlySpan<byte> id) => (int)(XxHash64.Hash(id, 0) >> 58);
}
