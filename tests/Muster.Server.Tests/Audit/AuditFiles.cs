using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Control;
using Kind = Muster.Protocol.AuditEntry.Types.Kind;

namespace Muster.Server.Tests.Audit;

public sealed class AuditFiles
{
    [Fact]
    public void A_full_file_lets_refusals_go_before_edits()
    {
        using var file = AuditFile.Open(ControlFile.InMemory);
        file.Write([.. Enumerable.Range(0, 1000).Select(i => new AuditEntry { Kind = Kind.Edit, What = $"edit {i}", AtMs = 1000 })], 1000);
        file.Write([.. Enumerable.Range(0, 5000).Select(_ => new AuditEntry { Kind = Kind.Denied, What = new string('x', 200), AtMs = 2000 })], null);

        file.Forget(beforeMs: 0, bytes: 1_000_000);

        var left = file.Read(Everything);
        Assert.Equal(1000, left.Count(entry => entry.Kind is Kind.Edit));
        Assert.InRange(left.Count(entry => entry.Kind is Kind.Denied), 1, 4000);
        Assert.Equal(1000UL, file.Revision);
    }

    [Fact]
    public void What_is_too_old_goes()
    {
        using var file = AuditFile.Open(ControlFile.InMemory);
        file.Write([.. Enumerable.Range(0, 2500).Select(i => new AuditEntry { Kind = Kind.Edit, AtMs = i })], null);

        file.Forget(beforeMs: 2400, bytes: long.MaxValue);

        Assert.Equal(100, file.Read(Everything).Count);
    }

    private static AuditQuestion Everything => new("", "", "", 0, long.MaxValue, 10_000);
}
