using System.Globalization;
using Muster.Protocol;

namespace Muster.House;

/// <summary>The figures that docs/protocol.md gives to implementers are those of the code.</summary>
public sealed class ProtocolPage
{
    private const ulong First = 0x1111111111111111, Second = 0x2222222222222222, Moved = 0x3333333333333333;

    private readonly string _page = Tree.Read("docs/protocol.md");

    [Fact]
    public void The_worked_digests_come_out()
    {
        var (one, two, moved) = (ListDigest.Entry("orders-1", First), ListDigest.Entry("orders-2", Second), ListDigest.Entry("orders-2", Moved));
        var (orders, payments) = (ListDigest.HeldEntry("orders", one + two), ListDigest.HeldEntry("payments", 0));

        ulong[] figures =
        [
            First, Second, Moved, one, two, one + two, moved, one + moved, orders, payments, orders + payments,
            XxHash64.Hash("", 0), XxHash64.Hash(new string('a', 40), 1),
        ];
        Offences.None("Not in docs/protocol.md:",
            figures.Select(figure => figure.ToString("x16", CultureInfo.InvariantCulture)).Where(figure => !_page.Contains($"`{figure}`", StringComparison.Ordinal)));
        Says($"| {ListDigest.Bucket("orders-1")}, {ListDigest.Bucket("orders-2")} |");
    }

    [Fact]
    public void The_stated_limits_are_those_of_the_code()
    {
        Says($"| frame from the client | {Limits.FrameBytes >> 20} MiB; the first one {Limits.HelloBytes >> 10} KiB |");
        Says($"`Subscribe` | {Limits.Batch:N0} |");
        Says($"| lines in one `Report`, of all kinds together | {Limits.Batch:N0} |");
        Says($"| API's name in a report | 1–{Limits.Api} characters");
        Says($"| `reason` of a status, evidence | {Limits.EvidenceText} characters;");
        Says($"| instances of one session; subscriptions of one connection | {Limits.InstancesPerSession:N0} each |");
        Assert.Equal(Limits.InstancesPerSession, Limits.SubscriptionsPerConnection);
        Says($"| receipts that one connection waits for at a time | {Limits.ReceiptsPerConnection};");
        Says($"| time that a receipt waits | {Limits.ReceiptSeconds} s;");
        Says($"| stragglers named in `Departed` | {Limits.Stragglers} |");
        Says($"| instruction: id, command, each argument's name | 1–{Limits.Place} of");
        Says($"| {Limits.InstructionArguments}, with {Limits.InstructionBytes >> 10} KiB of UTF-8 in all, names and values together; {Limits.InstructionSeconds} s; {Limits.InstructionHops} |");
        Says($"one process | {Limits.Instructions:N0}; {Limits.InstructionsPerInstance} |");
        Says($"remembers, each for {Limits.InstructionMinutes} minutes | {Limits.InstructionsKept:N0} |");
        Says($"| namespace | 1–{Limits.Namespace} of");
        Says($"| service | 1–{Limits.Name} of");
        Says($"| instance id | 1–{Limits.Name} of");
        Says($"| 1–{Limits.Addresses} absolute URIs with a host and without credentials, {Limits.Address} characters each |");
        Says($"| zone, unit | at most {Limits.Place} of");
        Says($"| weight | 0–{Limits.Weight:N0};");
        Says($"| {Limits.MetadataKeys} keys of 1–{Limits.MetadataKey} characters; {Limits.MetadataBytes >> 10} KiB");
        Says($"| instance, encoded | {Limits.InstanceBytes >> 10} KiB,");
        Says($"| page of a list, delta | {Limits.PageBytes >> 10} KiB;");
    }

    private void Says(string text) => Assert.Contains(text, _page, StringComparison.Ordinal);
}
