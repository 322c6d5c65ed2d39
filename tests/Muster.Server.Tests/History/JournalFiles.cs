using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Server.Control;
using Muster.Server.History;

namespace Muster.Server.Tests.History;

/// <summary>Any list at any moment since the horizon, whatever was forgotten before it.</summary>
public sealed class JournalFiles
{
    private static readonly byte[] One = [1], Two = [2];

    [Fact]
    public void The_last_change_up_to_a_moment_is_how_it_stood()
    {
        using var file = Some();
        var service = file.Find(new("shop", "orders"))!.Value;

        Assert.Empty(List(file, service, 9));
        Assert.Equal(["a1"], List(file, service, 10));
        Assert.Equal(["a2", "b1"], List(file, service, 25));
        Assert.Equal(["b1"], List(file, service, 30));
    }

    [Fact]
    public void What_is_forgotten_changes_no_list_since_the_horizon()
    {
        foreach (var horizon in (long[])[5, 10, 15, 20, 25, 30, 35, 40])
        {
            using var all = Some();
            using var file = Some();
            var service = file.Find(new("shop", "orders"))!.Value;

            file.Forget(horizon);

            Assert.Equal(Math.Max(1, horizon), file.KnownSince);
            for (var at = horizon; at <= 45; at++) Assert.Equal(List(all, service, at), List(file, service, at));
        }
    }

    [Fact]
    public void One_that_left_before_the_horizon_is_forgotten_altogether()
    {
        using var file = Some();

        file.Forget(35);

        Assert.Empty(file.StoryOf(file.Find(new("shop", "orders"))!.Value, "a", 10));
        Assert.Single(file.StoryOf(file.Find(new("shop", "orders"))!.Value, "b", 10));
    }

    [Fact]
    public void Changes_are_told_as_they_were_in_whatever_pages_they_stand()
    {
        using var file = JournalFile.Open(ControlFile.InMemory);
        var service = file.NumberOf(new ServiceKey("shop", "orders"));
        var entry = new byte[1000];
        var told = Enumerable.Range(0, 1000).Select(at => new PastChange(
            $"i{at % 10}", at, at % 7 == 0 ? null : entry.AsMemory(0, at), (Cause)(at % 3), at % 2 == 0 ? "" : "größer", at % 5 == 0 ? "" : "anna")).ToList();
        file.Write(() => told.ForEach(change => file.Add(service, change)), () => 999);

        var expected = told.Where(change => change.Id == "i3").Reverse().ToList();
        Assert.Equal(expected.Select(Words), file.StoryOf(service, "i3", 1000).Select(Words));
        Assert.Equal(expected.Take(5).Select(Words), file.StoryOf(service, "i3", 5).Select(Words));
        Assert.Equal(999, file.LastAt);

        static string Words(PastChange change) => $"{change.Id} {change.At} {change.Entry?.Length} {change.Cause} {change.Evidence} {change.By}";
    }

    [Fact]
    public void A_file_keeps_at_most_twice_what_was_left_last()
    {
        using var file = JournalFile.Open(ControlFile.InMemory);
        file.KnowSince(0);
        var service = file.NumberOf(new ServiceKey("shop", "orders"));
        for (var at = 1; at <= 1000; at++)
        {
            file.Write(() => file.Add(service, new($"i{at % 10}", at, One, Cause.Unspecified, "", "p")), () => at);
            file.Forget(at - 5);
            Assert.InRange(Enumerable.Range(0, 10).Sum(id => file.StoryOf(service, $"i{id}", 1000).Count), 1, 10 + 10 + 5);
        }

        file.Forget(1000, atOnce: true);
        Assert.All(Enumerable.Range(0, 10), id => Assert.Single(file.StoryOf(service, $"i{id}", 1000)));
    }

    [Fact]
    public void A_service_of_which_nothing_is_left_is_forgotten()
    {
        using var file = Some();

        var service = file.Find(new("shop", "orders"))!.Value;
        file.Write(() => file.Add(service, new("b", 50, null, Cause.Expired, "", "")), () => 50);
        file.Write(() => file.Add(service, new("c", 51, null, Cause.Expired, "", "")), () => 51);
        file.Forget(60);

        Assert.Empty(file.Services());
        Assert.Null(file.Find(new("shop", "orders")));
        Assert.Empty(file.ListAt(file.NumberOf(new("shop", "orders")), 100));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void A_page_that_breaks_off_is_told_as_damaged(int missing)
    {
        using var page = new ChangePage();
        page.Add(new("a", 10, One, Cause.Unspecified, "evidence of some length", "somebody"));

        Assert.Equal("a page of the journal is damaged", Assert.Throws<InvalidDataException>(() => ChangePage.Read(page.Content[..^missing].ToArray(), 10)).Message);
    }

    [Fact]
    public void A_text_of_less_than_no_length_is_told_as_damaged_too() =>
        Assert.Throws<InvalidDataException>(() => ChangePage.Read([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0], 10));

    [Fact]
    public void What_could_not_be_written_as_a_whole_leaves_nothing_behind()
    {
        using var file = Some();

        Assert.Throws<InvalidOperationException>(() => file.Write(
            () =>
            {
                file.Add(file.NumberOf(new("shop", "torn")), new("x", 50, One, Cause.Unspecified, "", ""));
                throw new InvalidOperationException();
            },
            () => 50));
        file.Write(() => file.Add(file.NumberOf(new("shop", "next")), new("y", 60, Two, Cause.Unspecified, "", "")), () => 60);

        Assert.Null(file.Find(new("shop", "torn")));
        Assert.Equal(["y2"], List(file, file.Find(new("shop", "next"))!.Value, 60));
    }

    private static IEnumerable<string> List(JournalFile file, long service, long at) => file.ListAt(service, at).Select(found => $"{found.Id}{found.Entry.Span[0]}");

    private static JournalFile Some()
    {
        var file = JournalFile.Open(ControlFile.InMemory);
        file.KnowSince(1);
        var service = file.NumberOf(new ServiceKey("shop", "orders"));
        PastChange[] changes =
        [
            new("a", 10, One, Cause.Unspecified, "", "p"),
            new("b", 20, One, Cause.Unspecified, "", "p"),
            new("a", 20, Two, Cause.Unspecified, "", "p"),
            new("a", 30, null, Cause.Expired, "silent", ""),
            new("c", 40, One, Cause.Unspecified, "", "p"),
        ];
        foreach (var change in changes) file.Write(() => file.Add(service, change), () => change.At);
        return file;
    }
}
