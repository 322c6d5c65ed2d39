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

    private static IEnumerable<string> List(JournalFile file, long service, long at) => file.ListAt(service, at).Select(found => $"{found.Id}{found.Entry[0]}");

    private static JournalFile Some()
    {
        var file = JournalFile.Open(ControlFile.InMemory);
        file.KnowSince(1);
        var service = file.NumberOf(new ServiceKey("shop", "orders"));
        file.Add(service, new("a", 10, One, Cause.Unspecified, "", "p"));
        file.Add(service, new("b", 20, One, Cause.Unspecified, "", "p"));
        file.Add(service, new("a", 20, Two, Cause.Unspecified, "", "p"));
        file.Add(service, new("a", 30, null, Cause.Expired, "silent", ""));
        file.Add(service, new("c", 40, One, Cause.Unspecified, "", "p"));
        return file;
    }
}
