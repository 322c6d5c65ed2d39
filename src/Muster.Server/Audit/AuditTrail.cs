using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Server.Control;
using Kind = Muster.Protocol.AuditEntry.Types.Kind;

namespace Muster.Server.Audit;

/// <summary>The one writer of what was done at this node, by whom, from where, and with what outcome.</summary>
/// <remarks>
/// <code>
///   control data ── each revision, in order, from the last one written on ──▶ ┐
///                                                                             ├─▶ queue ─▶ loop ─▶ audit.db
///   logins, refusals, backups ──────────────── Tell: never waits ───────────▶ ┘
/// </code>
/// Edits are not told: they are read from the history of the control data, where each stands in one transaction with its author. So
/// after kill -9 both are there or neither is. When the queue is full, edits wait in that history (its last
/// <see cref="SqliteControl.Kept"/> revisions); everything else is counted, and an entry of kind gap says how many are missing.
/// </remarks>
internal sealed partial class AuditTrail(AuditFile file, ControlStore control, AuditOptions options, TimeProvider time, ILogger<AuditTrail> logger) : IDisposable
{
    /// <summary>Entries, or revisions of control data, that wait to be written.</summary>
    public const int Capacity = 4096;

    /// <summary>The outcome of what was done.</summary>
    public const string Done = "done";

    private const int MostAtOnce = 1000;
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1), TryAgain = TimeSpan.FromSeconds(1), CatchUpWithin = TimeSpan.FromSeconds(5);

    private readonly Channel<Page> _queue = Channel.CreateBounded<Page>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly SemaphoreSlim _turn = new(1);
    private long _missing;
    private long _forgotAt = long.MinValue;
    private bool _failing;

    /// <summary>Writes down what happened, soon. What the queue has no place for is counted instead.</summary>
    public void Tell(AuditEntry entry)
    {
        if (entry.AtMs == 0) entry.AtMs = Now;
        if (!_queue.Writer.TryWrite(new([entry]))) Interlocked.Increment(ref _missing);
    }

    /// <summary>Called by the registry's loop after every step.</summary>
    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (RegistryWords.Of(events[i]) is { } entry) Tell(entry);
    }

    /// <summary>What is kept, this moment's edits included.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuestion asked, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        return await InTurnAsync(() => file.Read(asked), cancel);
    }

    /// <summary>The last registration under an id that was refused.</summary>
    public Task<AuditEntry?> LastRefusedAsync(ServiceKey service, string id, CancellationToken cancel) =>
        InTurnAsync(() => file.LastRefused(service.Namespace, service.Service, id), cancel);

    /// <summary>Runs until stopped, and until what is in the queue then is written.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var following = FollowAsync(stopping);
        try
        {
            var pages = new List<Page>();
            while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
            {
                pages.Clear();
                while (pages.Count < MostAtOnce && _queue.Reader.TryRead(out var page)) pages.Add(page);
                await WriteAsync(pages, stopping);
            }
        }
        finally
        {
            _queue.Writer.TryComplete();
            await following;
        }
    }

    public void Dispose()
    {
        file.Dispose();
        _turn.Dispose();
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Carries the edits over, in order, from the first that is not written yet.</summary>
    private async Task FollowAsync(CancellationToken stopping)
    {
        try
        {
            var (from, known) = (file.Revision, control.Image.Revision);
            if (from > known)
                await _queue.Writer.WriteAsync(new([Gap($"The control data went back from revision {from} to {known}: it was restored from a copy.")], from = known), stopping);

            while (true)
            {
                await foreach (var news in control.WatchAsync(from + 1, stopping))
                {
                    var page = news switch
                    {
                        ControlNews.Changed edit => new Page(EditWords.Of(edit), edit.Revision),
                        ControlNews.Compacted gone => new([Gap($"The edits of revisions {from + 1} to {gone.OldestRevision - 1} are not known any more.")], gone.OldestRevision - 1),
                        _ => throw new InvalidOperationException($"Unknown news {news}."),
                    };
                    await _queue.Writer.WriteAsync(page, stopping);
                    from = page.Revision!.Value;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            _queue.Writer.TryComplete();   // what is left is read from the control data by the next run
        }
        catch (Exception bug)
        {
            _queue.Writer.TryComplete(bug);   // ends the loop, and with it the node
        }
    }

    private async Task WriteAsync(List<Page> pages, CancellationToken stopping)
    {
        var missing = Interlocked.Exchange(ref _missing, 0);
        var entries = pages.SelectMany(page => page.Entries).ToList();
        if (missing > 0) entries.Add(Gap($"{Counted.Of(missing, "entry of logins and refusals is", "entries of logins and refusals are")} missing: more came than the disk took in time."));
        while (!await TryWriteAsync(entries, pages.Max(page => page.Revision)))
        {
            if (stopping.IsCancellationRequested) break;   // a disk that refuses must not keep the node from its end
            await Task.Delay(TryAgain, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var page in pages) page.Written?.TrySetResult();
    }

    private async Task<bool> TryWriteAsync(List<AuditEntry> entries, ulong? revision)
    {
        await _turn.WaitAsync();
        try
        {
            if (entries.Count > 0 || revision is not null) file.Write(entries, revision);
            if (_forgotAt == long.MinValue || time.GetElapsedTime(_forgotAt) >= ForgetEvery)
            {
                _forgotAt = time.GetTimestamp();
                file.Forget(Now - (long)options.KeepFor.TotalMilliseconds, options.Megabytes * 1_000_000L);
            }

            if (_failing) Log.Recovered(logger);
            _failing = false;
            return true;
        }
        catch (SqliteException fault)
        {
            if (!_failing) Log.Failed(logger, fault.Message);
            _failing = true;
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits until all that was answered before stands in the file, as long as that is a matter of moments.</summary>
    private async Task CatchUpAsync(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(CatchUpWithin);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            var wanted = control.Image.Revision;
            do
            {
                var marker = new Page([]) { Written = new(TaskCreationOptions.RunContinuationsAsynchronously) };
                await _queue.Writer.WriteAsync(marker, over.Token);
                await marker.Written.Task.WaitAsync(over.Token);
            }
            while (await InTurnAsync(() => file.Revision, over.Token) < wanted);
        }
        catch (Exception late) when (late is ChannelClosedException || (late is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // What is there is told.
        }
    }

    private async Task<T> InTurnAsync<T>(Func<T> read, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return read();
        }
        finally
        {
            _turn.Release();
        }
    }

    private AuditEntry Gap(string words) => new() { AtMs = Now, Kind = Kind.Gap, By = Author.Registry.Name, Outcome = words };

    /// <param name="Entries">Written together.</param>
    /// <param name="Revision">Up to which the edits reach by them; null: they are no edits.</param>
    private sealed record Page(IReadOnlyList<AuditEntry> Entries, ulong? Revision = null)
    {
        /// <summary>Set once it is written.</summary>
        public TaskCompletionSource? Written { get; init; }
    }
}
