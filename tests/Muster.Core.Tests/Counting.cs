namespace Muster.Core.Tests;

public sealed class Counting
{
    [Theory]
    [InlineData(0, "0 instances")]
    [InlineData(1, "1 instance")]
    [InlineData(2, "2 instances")]
    [InlineData(1_000_000, "1,000,000 instances")]
    public void One_is_not_told_as_many(long number, string words) => Assert.Equal(words, Counted.Of(number, "instance"));

    [Theory]
    [InlineData(1, "1 entry is")]
    [InlineData(3, "3 entries are")]
    public void What_else_changes_with_the_number_is_said_beside_it(long number, string words) => Assert.Equal(words, Counted.Of(number, "entry is", "entries are"));
}
