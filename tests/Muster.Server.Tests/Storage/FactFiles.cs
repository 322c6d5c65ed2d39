using Muster.Server.Storage;
using static Muster.Server.Tests.Storage.SampleFacts;

namespace Muster.Server.Tests.Storage;

/// <summary>A facts file is valid as a whole or not at all.</summary>
public sealed class FactFiles
{
    [Fact]
    public void What_was_written_is_read()
    {
        var read = Read(File(Few));

        Assert.Equal(12u, read.Epoch);
        Assert.Equal(Few.Select(Told), read.Catalog.Facts.Select(Told));
    }

    [Fact]
    public void No_facts_are_a_valid_file() => Assert.Empty(Read(File([])).Catalog.Facts);

    [Fact]
    public void Facts_of_many_blocks_are_read()
    {
        var many = Enumerable.Range(0, 8000).Select(number => Fact("shop", $"s{number % 7}", $"i{number}", "", 1, "1-1", "c", "x", null)).ToList();
        var file = File(many);

        Assert.True(file.Length > 2 * FactFile.BlockBytes, "the sample should need several blocks");
        Assert.Equal(many.Select(Told), Read(file).Catalog.Facts.Select(Told));
    }

    [Fact]
    public void The_later_of_two_lines_about_one_instance_counts()
    {
        var (older, newer) = (Few[0], Few[0] with { Incarnation = 9 });

        Assert.Equal([Told(newer)], Read(File([older, newer])).Catalog.Facts.Select(Told));
    }

    [Fact]
    public void A_file_that_ends_early_is_not_valid_wherever_it_ends()
    {
        var file = File(Few);

        for (var length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => Read(file[..length]));
    }

    [Fact]
    public void One_flipped_bit_anywhere_makes_a_file_not_valid()
    {
        var file = File(Few);

        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var flipped = (byte[])file.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => Read(flipped));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Blocks_that_are_lost_repeated_or_exchanged_make_a_file_not_valid(int seed)
    {
        var many = Enumerable.Range(0, 3000).Select(number => Fact("shop", "s", $"i{number}", "", 1, "1-1", "c", "x", null)).ToList();
        var (file, random) = (File(many), new Random(seed));

        for (var round = 0; round < 50; round++)
        {
            var (from, to, length) = (random.Next(file.Length), random.Next(file.Length), random.Next(1, file.Length / 2));
            var spliced = file[..from].Concat(file.Skip(to).Take(length)).Concat(file.Skip(from)).ToArray();
            Assert.Throws<InvalidDataException>(() => Read(spliced));
        }
    }

    [Fact]
    public void What_follows_the_end_makes_a_file_not_valid()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read([.. File(Few), 0]));

        Assert.Equal("1 bytes follow its end", fault.Message);
    }

    [Fact]
    public void A_file_of_a_newer_program_is_told_apart()
    {
        var file = File(Few);
        file[FactFile.Magic.Length] = 2;

        Assert.Equal("it has format version 2, and this program reads version 1", Assert.Throws<InvalidDataException>(() => Read(file)).Message);
    }

    [Fact]
    public void A_file_of_version_1_is_read_by_every_later_program()
    {
        var golden = System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Storage", "facts-v1.golden"));

        Assert.Equal(Few.Select(Told), Read(golden).Catalog.Facts.Select(Told));
        Assert.Equal(Gone, Read(golden).Catalog.Removals);
        Assert.Equal(golden, File(Few, Gone));
    }

    [Fact]
    public void A_file_of_version_1_with_probes_is_read_by_every_later_program_which_keeps_what_it_does_not_know()
    {
        var golden = System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Storage", "facts-v1-probes.golden"));

        Assert.Equal(Probed.Select(Told), Read(golden).Catalog.Facts.Select(Told));
        Assert.EndsWith("08032001A00601", Told(Read(golden).Catalog.Facts.ElementAt(2)), StringComparison.Ordinal);
        Assert.Equal(golden, File(Probed));
    }

    [Fact]
    public void A_file_with_probes_that_ends_early_is_not_valid_wherever_it_ends()
    {
        var file = File(Probed);

        for (var length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => Read(file[..length]));
    }
}
