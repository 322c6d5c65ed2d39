using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.Storage;

/// <summary>Takes a backup of a running node: the facts, then all control data at one revision.</summary>
internal sealed class BackupDesk(DataFolder folder, Warmth warmth, ControlStore control, AuditTrail audit, RegistryLoop loop)
{
    /// <summary>The backup in pieces, in order. Whoever stops reading has none.</summary>
    /// <exception cref="ChannelClosedException">The node is stopping.</exception>
    public async IAsyncEnumerable<byte[]> TakeAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var facts = PrivateFile.BeginPassing(folder.GatheredFacts());
        using (var writer = new FactWriter(facts, warmth.Epoch)) await writer.WriteAllAsync(slice => loop.StepAsync(new Input.Export(slice), cancel));

        var image = control.Image;
        var entry = new AuditEntry { Kind = AuditEntry.Types.Kind.Copy, By = caller.Name, From = caller.From, What = "backup", Outcome = AuditTrail.Done };
        audit.Tell(entry);
        var blocks = new BackupBlocks();
        yield return blocks.Begin(new(entry.AtMs, warmth.Epoch, image.Revision));
        foreach (var kept in image.Range("")) yield return blocks.Of(kept);

        facts.Position = 0;
        var piece = new byte[BackupFile.PieceBytes];
        while (await facts.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancel) is > 0 and var read) yield return blocks.Of(piece.AsMemory(0, read));
        yield return blocks.End();
    }
}
