using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Core.Sessions;

namespace Muster.Core.Tests.Sessions;

/// <summary>Who is to be looked at when: never early, never twice, at most a bucket late.</summary>
public sealed class ExpiryBucketLists
{
    private readonly ExpiryBuckets _buckets = new();
    private ulong _number;

    [Fact]
    public void Nobody_is_looked_at_early_nor_more_than_a_bucket_late()
    {
        var random = new Random(1);
        var due = new Dictionary<Session, TimeSpan>();
        for (var i = 0; i < 1000; i++)
        {
            var session = Some();
            _buckets.Schedule(session, due[session] = TimeSpan.FromSeconds(1 + (random.NextDouble() * 100)));
        }

        for (var now = TimeSpan.FromSeconds(1); due.Count > 0; now += TimeSpan.FromMilliseconds(50))
            foreach (var session in Due(now))
            {
                Assert.InRange(now - due[session], TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
                due.Remove(session);
            }
    }

    [Fact]
    public void Only_the_last_appointment_counts()
    {
        var (sooner, later) = (Some(), Some());
        _buckets.Schedule(sooner, TimeSpan.FromSeconds(9));
        _buckets.Schedule(sooner, TimeSpan.FromSeconds(2));
        _buckets.Schedule(later, TimeSpan.FromSeconds(2));
        _buckets.Schedule(later, TimeSpan.FromSeconds(9));

        Assert.Equal([sooner], Due(TimeSpan.FromSeconds(3)));
        Assert.Equal([later], Due(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void The_same_appointment_twice_is_one()
    {
        var session = Some();
        _buckets.Schedule(session, TimeSpan.FromSeconds(2));
        _buckets.Schedule(session, TimeSpan.FromSeconds(3));
        _buckets.Schedule(session, TimeSpan.FromSeconds(2));

        Assert.Equal([session], Due(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void An_appointment_in_the_past_is_kept_with_the_next_bucket()
    {
        Due(TimeSpan.FromSeconds(10));
        var session = Some();
        _buckets.Schedule(session, TimeSpan.FromSeconds(1));

        Assert.Empty(Due(TimeSpan.FromSeconds(10)));
        Assert.Equal([session], Due(TimeSpan.FromSeconds(10.25)));
    }

    [Fact]
    public void No_appointment_is_none()
    {
        var session = Some();
        _buckets.Schedule(session, TimeSpan.FromSeconds(2));
        _buckets.Schedule(session, TimeSpan.MaxValue);

        Assert.Empty(Due(TimeSpan.FromHours(1)));
    }

    private Session Some() =>
        new(new SessionId(1, ++_number), SessionKind.Stream, "default", Caller.Anonymous, Lease.OfTimeout(TimeSpan.FromSeconds(90)), TimeSpan.Zero);

    private List<Session> Due(TimeSpan now)
    {
        var due = new List<Session>();
        _buckets.TakeDue(now, due);
        return due;
    }
}
