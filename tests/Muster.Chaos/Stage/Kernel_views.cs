using System.Diagnostics;
using System.Globalization;

namespace Muster.Chaos.Stage;

/// <summary>What the kernel says of a process that waits, and of one that has ended and whose parent does not care.</summary>
public sealed class Kernel_views
{
    [Fact]
    public async Task A_process_that_nobody_has_read_the_end_of_has_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 600 & echo $!; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            var child = int.Parse((await parent.StandardOutput.ReadLineAsync(patience.Token))!, CultureInfo.InvariantCulture);
            while ((await File.ReadAllTextAsync($"/proc/{parent.Id}/comm", patience.Token)).Trim() != "sleep")   // until then it may read its child's end
                await Task.Delay(10, patience.Token);
            Process.GetProcessById(child).Kill();
            while (!KernelView.HasEnded(child)) await Task.Delay(10, patience.Token);

            Assert.StartsWith($"Process {child} is in state Z", KernelView.Of(child), StringComparison.Ordinal);
            Assert.False(KernelView.HasEnded(parent.Id));
            Assert.StartsWith($"Process {parent.Id} is in state ", KernelView.Of(parent.Id), StringComparison.Ordinal);
        }
        finally
        {
            parent.Kill();
        }

        await parent.WaitForExitAsync(patience.Token);
        Assert.Equal($"Process {parent.Id} is gone.", KernelView.Of(parent.Id));
    }
}
