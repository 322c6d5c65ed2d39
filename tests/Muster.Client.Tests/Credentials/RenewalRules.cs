using Muster.Client.Credentials;

namespace Muster.Client.Tests.Credentials;

public sealed class RenewalRules
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rows: a life of 30 days, this process's chance, the hours passed, what to do, and the minutes until the next look.</summary>
    [Theory]
    [InlineData(true, 0, 0, "Wait", 60)]
    [InlineData(true, 0, 479.5, "Wait", 30)]
    [InlineData(true, 0, 480, "Renew", 10)]
    [InlineData(true, 1, 480, "Wait", 60)]          // those of one day are spread over a day
    [InlineData(true, 1, 503.75, "Wait", 15)]
    [InlineData(true, 1, 504, "Renew", 15)]
    [InlineData(true, 0.5, 719, "Renew", 12.5)]
    [InlineData(true, 0, 720, "JoinAnew", 60)]
    [InlineData(true, 0, -1, "Wait", 60)]
    [InlineData(false, 0, 480, "NotOurs", 60)]
    [InlineData(false, 0, 720, "NotOurs", 60)]
    public void One_that_a_registry_gave_is_renewed_from_two_thirds_of_its_life_on(bool given, double chance, double passed, string step, double minutes) =>
        Assert.Equal((Enum.Parse<RenewalStep>(step), TimeSpan.FromMinutes(minutes)), RenewalRule.Judge(given, From, From.AddDays(30), From.AddHours(passed), chance));
}
