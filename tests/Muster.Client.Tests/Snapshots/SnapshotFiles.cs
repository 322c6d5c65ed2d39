using System.Buffers.Binary;
using Muster.Client.Snapshots;
using Muster.Client.Tests.Lists;
using Muster.Protocol;

namespace Muster.Client.Tests.Snapshots;

/// <summary>Starts: a file that is torn, changed or of a later format is never half believed.</summary>
public sealed class SnapshotFiles
{
    private static readonly DateTimeOffset SavedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);
    private static readonly ServiceSnapshot List = Frames.Snapshot(5, Frames.Listed("a"), Frames.Listed("b"));
    private static readonly byte[] File = SnapshotFile.Encode(List, SavedAt);

    [Fact]
    public void A_file_is_read_as_it_was_written() => Assert.Equal((List, SavedAt), SnapshotFile.Decode(File));

    [Fact]
    public void A_file_that_ends_early_anywhere_is_none() =>
        Assert.All(Enumerable.Range(0, File.Length), length => Assert.Null(SnapshotFile.Decode(File.AsSpan(0, length))));

    [Fact]
    public void A_file_with_any_bit_flipped_is_none()
    {
        for (var bit = 0; bit < File.Length * 8; bit++)
        {
            var flipped = File.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(SnapshotFile.Decode(flipped) is null, $"Bit {bit} was flipped, and the file was believed.");
        }
    }

    [Fact]
    public void A_file_with_more_behind_it_is_none() => Assert.Null(SnapshotFile.Decode([.. File, 0]));

    [Fact]
    public void A_file_of_a_later_format_is_none()
    {
        var later = File.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(later.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt64LittleEndian(later.AsSpan(later.Length - 8), XxHash64.Hash(later.AsSpan(0, later.Length - 8), 0));

        Assert.Null(SnapshotFile.Decode(later));
    }

    [Fact]
    public void What_is_proven_whole_but_no_list_is_none()
    {
        var broken = File.ToArray();
        broken.AsSpan(24, broken.Length - 32).Fill(0xFF);
        BinaryPrimitives.WriteUInt64LittleEndian(broken.AsSpan(broken.Length - 8), XxHash64.Hash(broken.AsSpan(0, broken.Length - 8), 0));

        Assert.Null(SnapshotFile.Decode(broken));
    }
}
