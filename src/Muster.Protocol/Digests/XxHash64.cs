using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Muster.Protocol;

/// <summary>The 64-bit xxHash: fast, stable across machines and languages, not for secrets.</summary>
/// <remarks>Source of the algorithm and its constants: the xxHash specification, version 0.1.1, section "XXH64".</remarks>
public static class XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>Hashes the UTF-8 form of a name.</summary>
    public static ulong Hash(string text, ulong seed)
    {
        Span<byte> buffer = stackalloc byte[512];
        return Encoding.UTF8.TryGetBytes(text, buffer, out var written)
            ? Hash(buffer[..written], seed)
            : Hash(Encoding.UTF8.GetBytes(text), seed);
    }

    /// <summary>Hashes some bytes.</summary>
    public static ulong Hash(ReadOnlySpan<byte> data, ulong seed)
    {
        var length = (ulong)data.Length;
        ulong hash;

        if (data.Length >= 32)
        {
            ulong lane1 = seed + Prime1 + Prime2, lane2 = seed + Prime2, lane3 = seed, lane4 = seed - Prime1;
            do
            {
                lane1 = Round(lane1, Read64(data));
                lane2 = Round(lane2, Read64(data[8..]));
                lane3 = Round(lane3, Read64(data[16..]));
                lane4 = Round(lane4, Read64(data[24..]));
                data = data[32..];
            }
            while (data.Length >= 32);

            hash = BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7)
                 + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
            hash = Merge(Merge(Merge(Merge(hash, lane1), lane2), lane3), lane4);
        }
        else
        {
            hash = seed + Prime5;
        }

        return Finish(hash + length, data);
    }

    private static ulong Finish(ulong hash, ReadOnlySpan<byte> tail)
    {
        for (; tail.Length >= 8; tail = tail[8..])
            hash = (BitOperations.RotateLeft(hash ^ Round(0, Read64(tail)), 27) * Prime1) + Prime4;

        if (tail.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(tail) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            tail = tail[4..];
        }

        foreach (var rest in tail)
            hash = BitOperations.RotateLeft(hash ^ (rest * Prime5), 11) * Prime1;

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong lane, ulong input) =>
        BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * Prime1) + Prime4;

    private static ulong Read64(ReadOnlySpan<byte> data) =>
        BitConverter.IsLittleEndian ? MemoryMarshal.Read<ulong>(data) : BinaryPrimitives.ReadUInt64LittleEndian(data);
}
