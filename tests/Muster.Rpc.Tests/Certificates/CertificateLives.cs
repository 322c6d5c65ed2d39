namespace Muster.Rpc.Tests.Certificates;

public sealed class CertificateLives
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rows: the life in hours, the hours passed, and whether it is renewed.</summary>
    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(3, 1.99, false)]
    [InlineData(3, 2, true)]
    [InlineData(3, 3, true)]
    [InlineData(3, 100, true)]
    [InlineData(3, -1, false)]
    [InlineData(720, 479, false)]
    [InlineData(720, 480, true)]
    public void One_is_due_from_two_thirds_of_its_life_on(double life, double passed, bool due) =>
        Assert.Equal(due, CertificateLife.IsDue(From, From.AddHours(life), From.AddHours(passed)));
}
