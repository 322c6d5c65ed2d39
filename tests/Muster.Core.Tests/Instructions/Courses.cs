using Muster.Core.Instructions;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Core.Tests.Instructions;

/// <summary>The course of one instruction, event by event.</summary>
public sealed class Courses
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    // what happens in order: sent, lost, done, failed, odd, gone, or a second that passes; then where it stands
    [InlineData("", "Kept")]
    [InlineData("sent", "Sent")]
    [InlineData("sent lost", "Adrift")]
    [InlineData("sent lost sent", "Sent")]
    [InlineData("lost", "Kept")]
    [InlineData("sent done", "Over Done")]
    [InlineData("sent failed", "Over Failed")]
    [InlineData("sent odd", "Over Unknown")]
    [InlineData("sent lost done", "Over Done")]
    [InlineData("29", "Kept")]
    [InlineData("30", "Over NotDone")]
    [InlineData("sent 30", "Sent")]
    [InlineData("sent 31", "Sent")]
    [InlineData("sent 32", "Over Unknown")]
    [InlineData("sent lost 29", "Adrift")]
    [InlineData("sent lost 30", "Over Unknown")]
    [InlineData("gone", "Over NotDone")]
    [InlineData("sent gone", "Over Unknown")]
    [InlineData("sent lost gone", "Over Unknown")]
    [InlineData("sent done gone 99", "Over Done")]
    [InlineData("sent done failed", "Over Done")]
    [InlineData("sent 32 done", "Over Done")]
    [InlineData("sent 32 done failed", "Over Done")]
    [InlineData("sent 32 odd", "Over Unknown")]
    [InlineData("30 sent", "Over NotDone")]
    [InlineData("sent done lost", "Over Done")]
    public void It_stands_where_the_events_have_brought_it(string events, string stands)
    {
        var course = Course.Begin(Deadline);
        foreach (var happened in events.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            course = happened switch
            {
                "sent" => course.OnSent(),
                "lost" => course.OnLost(),
                "done" => course.OnResult(Outcome.Done, ""),
                "failed" => course.OnResult(Outcome.Failed, "no"),
                "odd" => course.OnResult((Outcome)77, ""),
                "gone" => course.OnOutOfReach("It is gone."),
                _ => course.OnTick(TimeSpan.FromSeconds(int.Parse(happened, System.Globalization.CultureInfo.InvariantCulture))),
            };
        }

        Assert.Equal(stands, course.IsOver ? $"{course.Stage} {course.Outcome}" : $"{course.Stage}");
        Assert.Equal(course is { IsOver: true, Outcome: not Outcome.Done }, course.Message.Length > 0);
    }

    [Fact]
    public void What_a_process_says_is_cut_to_the_limit() =>
        Assert.Equal(Protocol.Limits.EvidenceText, Course.Begin(Deadline).OnSent().OnResult(Outcome.Failed, new string('x', 5000)).Message.Length);
}
