using System.Threading.Channels;
using Muster.Server.Control;

namespace Muster.Server.Tests.Control;

public sealed class ControlStores
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_edit_is_answered_after_it_was_acted_on_and_can_be_read()
    {
        await using var control = await ControlStore.OpenAsync(new SqliteControl(ControlFile.Open(ControlFile.InMemory)), TimeProvider.System, Cancel);
        using var stopping = new CancellationTokenSource();
        var applied = new List<string>();
        var running = control.RunAsync(changes => { applied.AddRange(changes.Select(change => change.Key)); return Task.CompletedTask; }, stopping.Token);

        Assert.Equal(new ControlAnswer.Done(1), await control.EditAsync(new([new("v1/a", new byte[] { 1 })]), Author.Registry, Cancel));

        Assert.Equal(["v1/a", Author.Key], applied);
        Assert.Equal([1], control.Image.Find("v1/a")!.Value.ToArray());
        await stopping.CancelAsync();
        await running;
        await Assert.ThrowsAsync<ChannelClosedException>(() => control.EditAsync(new([new("v1/b", new byte[] { 1 })]), Author.Registry, Cancel));
    }

    [Fact]
    public async Task Behind_the_history_it_reads_all_anew_and_tells_what_differs()
    {
        var engine = new SqliteControl(ControlFile.Open(ControlFile.InMemory));
        await engine.EditAsync(new([new("v1/gone", new byte[] { 1 }), new("v1/same", new byte[] { 1 })]), Cancel);
        await using var control = await ControlStore.OpenAsync(engine, TimeProvider.System, Cancel);
        await engine.EditAsync(new([new("v1/gone", null)]), Cancel);
        for (var i = 0; i <= SqliteControl.Kept; i++) await engine.EditAsync(new([new("v1/busy", new byte[] { 2 })]), Cancel);

        using var stopping = new CancellationTokenSource();
        var applied = new TaskCompletionSource<IReadOnlyList<ControlChange>>();
        var running = control.RunAsync(changes => { applied.TrySetResult(changes); return Task.CompletedTask; }, stopping.Token);

        Assert.Equal(["v1/gone", "v1/busy"], (await applied.Task.WaitAsync(Cancel)).Select(change => change.Key));
        await stopping.CancelAsync();
        await running;
    }
}
