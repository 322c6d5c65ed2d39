using Muster.Cli.Planning;

namespace Muster.Cli.Tests.Planning;

public sealed class Courses_of_a_restart
{
    [Theory]
    [InlineData(100, 10)]
    [InlineData(100, 10_000)]
    [InlineData(5_000, 1_000_000)]
    public void Changes_that_come_at_once_are_told_by_the_first_and_one_more_push(int instances, int subscribers)
    {
        var course = StormCourse.Of(instances, TimeSpan.Zero, subscribers, 1, new Random(7));

        Assert.Equal(new Publication(TimeSpan.Zero, Changed: 0, Removed: 1), course[0]);
        Assert.Equal((instances, 0), (course[1].Changed, course[1].Removed));
        Assert.Equal(2, course.Count);
    }

    [Fact]
    public void Changes_that_are_further_apart_than_any_window_are_told_one_by_one()
    {
        var course = StormCourse.Of(3, TimeSpan.FromSeconds(2), 1_000_000, 1, new Random(7));

        Assert.Equal(
            [(0, 0, 1), (2, 1, 0), (4, 0, 1), (6, 1, 0), (8, 0, 1), (10, 1, 0)],
            course.Select(published => ((int)published.At.TotalSeconds, published.Changed, published.Removed)));
    }

    [Theory]
    [InlineData(1_000, 100, 150)]
    [InlineData(10_000, 200, 250)]
    [InlineData(100_000, 1_000, 1_050)]
    public void Lists_are_published_a_window_or_a_tick_more_apart(int subscribers, int window, int tickMore)
    {
        var course = StormCourse.Of(1_000, TimeSpan.FromMilliseconds(10), subscribers, 1, new Random(7));

        Assert.All(course.Zip(course.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalMilliseconds, window, tickMore + 2));
        Assert.InRange(course[^1].At.TotalMilliseconds, 19_990, 19_990 + tickMore + 2);
    }

    [Fact]
    public void What_left_and_came_back_within_a_window_is_told_once()
    {
        var course = StormCourse.Of(1_000, TimeSpan.FromMilliseconds(10), 1_000, 1, new Random(7));

        Assert.InRange(course.Sum(published => published.Changed), 1_000, 1_000);
        Assert.InRange(course.Sum(published => published.Removed), 1, course.Count);
    }
}
