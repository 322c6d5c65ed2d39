using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.History;

/// <summary>Writes down who came, changed and left, so that the registry can say so for a day.</summary>
/// <remarks>
/// <code>
///   registry's loop ── what a step published, as it is ──▶ queue ──▶ own loop ──▶ journal.db
/// </code>
/// The registry's loop hands over what it has made anyway and never waits. Each publication must follow the one before it in its service's
/// sequence, or be its first; where one does not (the node has started, or the queue was full), the list as it stands is compared with the journal's
/// last word, and the difference is written. After a full queue the journal says that it knows everything only since then; so it
/// does after it could not be written, which is tried again and again.
/// </remarks>
internal sealed partial class Journal(JournalFile file, JournalOptions options, TimeProvider time, ILogger<Journal> logger) : IDisposable
{
    /// <summary>Changes that wait to be written; a published list without any counts as one.</summary>
    public const int MostWaiting = 100_000;

    /// <summary>Changes gather for so long: those of one service are written together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Channel<Publication> _queue = Channel.CreateUnbounded<Publication>(new() { SingleWriter = true });   // bounded by what waits; a bounded one would keep the room of its longest
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<ServiceKey, Reached> _reached = [];
    private ViewDirectory? _views;   // once it runs
    private int _waiting;
    private volatile bool _missed;
    private volatile bool _off;
    private bool _isTooSmall;
    private string _toldOff = "";
    private long _lastAt;
    private long _forgotAt;

    /// <summary>It could not be written, or could not keep even who is listed now. The first passes; the second lasts until the next start.</summary>
    public bool IsOff => _off;

    /// <summary>Called by the registry's loop after every step.</summary>
    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (events[i] is RegistryEvent.Published published && !_off) Take(published);
    }

    /// <summary>Asks the journal, once all that was published before is written. The default where it is off.</summary>
    public async Task<T?> AskAsync<T>(Func<JournalFile, T> question, CancellationToken cancel)
    {
        T? answer = default;
        await TakeTurnAsync(
            () =>
            {
                WriteAll();
                if (!_off) Try(() => answer = question(file));
            },
            cancel);
        return answer;
    }

    /// <summary>Runs until stopped, and until what is in the queue then is written.</summary>
    public async Task RunAsync(ViewDirectory views, CancellationToken stopping)
    {
        using var ending = stopping.UnsafeRegister(static queue => ((Channel<Publication>)queue!).Writer.TryComplete(), _queue);
        await TakeTurnAsync(() => Begin(views), CancellationToken.None);
        while (_off ? !stopping.IsCancellationRequested : await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var pause = !_off ? Gathering : _isTooSmall ? Timeout.InfiniteTimeSpan : TryAgainAfter;
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TakeTurnAsync(_off && !_isTooSmall ? TryAgain : WriteAll, CancellationToken.None);
        }
    }

    public void Dispose()
    {
        file.Dispose();
        _turn.Dispose();
    }

    private void Take(RegistryEvent.Published published)
    {
        var waiting = new Publication(published.View.Key, new(published.View.Revision, published.View.Entries.IsEmpty), published.Edits, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (Volatile.Read(ref _waiting) + waiting.Weight <= MostWaiting && _queue.Writer.TryWrite(waiting)) Interlocked.Add(ref _waiting, waiting.Weight);
        else _missed = true;
    }

    /// <summary>What changed while nobody wrote is written at the time that it is found.</summary>
    private void Begin(ViewDirectory views)
    {
        _views = views;
        Transact(() =>
        {
            _lastAt = file.LastAt;
            if (file.KnownSince is null) file.KnowSince(Now);
            CompareAll();
        });
    }

    private void WriteAll()
    {
        if (_views is not { } views || _off) return;
        var publications = TakePublications();
        if (publications.Count == 0 && !_missed) return;
        Transact(() => Write(publications.GroupBy(published => published.Service).SelectMany(ofService => ofService), views));
    }

    /// <summary>Whether the fault is over shows when what changed meanwhile is written.</summary>
    private void TryAgain()
    {
        _off = false;
        _reached.Clear();   // some of it may not be written
        Transact(() => CompareAll(since: At(Now)));
        if (_off) return;
        _toldOff = "";
        Log.On(logger);
    }

    private List<Publication> TakePublications()
    {
        var publications = new List<Publication>();
        while (publications.Count < MostWaiting && _queue.Reader.TryRead(out var published)) publications.Add(published with { At = At(published.At) });
        Interlocked.Add(ref _waiting, -publications.Sum(published => published.Weight));
        return publications;
    }

    private void Transact(Action write) => Try(() => file.Write(write, () => _lastAt));

    /// <summary>Where it cannot be written, or is damaged, it is off until that is over. Each fault is told once, until it is another.</summary>
    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception fault) when (fault is SqliteException or InvalidDataException or InvalidProtocolBufferException)
        {
            _off = true;
            if (fault.Message == _toldOff) return;
            _toldOff = fault.Message;
            Log.Off(logger, fault.Message);
        }
    }

    private async Task TakeTurnAsync(Action act, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Write(IEnumerable<Publication> publications, ViewDirectory views)
    {
        foreach (var published in publications)
        {
            var revision = published.Reached.Revision;
            var follows = _reached.TryGetValue(published.Service, out var reached) && reached.Revision.Epoch == revision.Epoch;
            if (follows && revision.Sequence <= reached.Revision.Sequence) continue;   // a comparison has taken it in
            if ((follows && revision.Sequence == reached.Revision.Sequence + 1) || IsFromNothing(published)) Write(published);
            else Compare(published.Service, views, published.Edits, published.At);
        }

        if (_missed)
        {
            _missed = false;
            CompareAll(since: At(Now));
            Log.Missed(logger);
        }

        if (time.GetElapsedTime(_forgotAt) < ForgetEvery) return;
        _forgotAt = time.GetTimestamp();
        foreach (var (service, _) in _reached.Where(one => one.Value.IsEmpty && views.Find(one.Key) is null)) _reached.Remove(service);   // by the file there is nobody either
        Forget();
    }

    /// <param name="since">When it was that changes went unseen until; null: none did.</param>
    private void CompareAll(long? since = null)
    {
        foreach (var service in file.Services().Union(_views!.All().Select(feed => feed.Key))) Compare(service, _views, [], At(Now));
        if (since is { } from) file.KnowSince(from);
    }

    /// <summary>Nobody is known of its service, so there is nothing to compare with, and what came and left meanwhile is told by the publications alone.</summary>
    private bool IsFromNothing(in Publication published) => _reached.TryGetValue(published.Service, out var reached)
        ? reached.IsEmpty
        : file.Find(published.Service) is not { } service || file.ListAt(service, long.MaxValue).Count == 0;

    private void Write(in Publication published)
    {
        var service = published.Edits.Count > 0 ? file.NumberOf(published.Service) : 0;
        foreach (var edit in published.Edits) file.Add(service, Of(edit, published.At));
        _reached[published.Service] = published.Reached;
    }

    /// <summary>Writes how the list differs from what the journal holds of it.</summary>
    private void Compare(ServiceKey key, ViewDirectory views, IReadOnlyList<ViewEdit> words, long at)
    {
        var view = views.Find(key)?.Current;
        if (view is not { Entries.Length: > 0 } && file.Find(key) is null)
        {
            _reached.Remove(key);   // nobody was listed, and nobody is
            return;
        }

        var service = file.NumberOf(key);
        var known = file.ListAt(service, long.MaxValue).ToDictionary(found => found.Id, found => found.Entry, StringComparer.Ordinal);
        var said = words.ToDictionary(edit => edit.Entry.Id, StringComparer.Ordinal);
        foreach (var entry in view is null ? [] : view.Entries)
        {
            if (known.Remove(entry.Id, out var before) && entry.Encoded.Span.SequenceEqual(before.Span)) continue;
            file.Add(service, new(entry.Id, at, entry.Encoded, Cause.Unspecified, "", said.GetValueOrDefault(entry.Id).By ?? ""));
        }

        foreach (var id in known.Keys)
            file.Add(service, said.TryGetValue(id, out var left) && left.Leave is not null ? Of(left, at) : new(id, at, null, Cause.Unspecified, "not known since the registry's restart", ""));

        if (view is { Entries.Length: > 0 }) _reached[key] = new(view.Revision, IsEmpty: false);
        else _reached.Remove(key);
    }

    private void Forget()
    {
        if (file.TryShrink(Now - (long)options.KeepFor.TotalMilliseconds, Now, options.Megabytes * 1_000_000L)) return;
        _off = _isTooSmall = true;
        file.ForgetAll();
        Log.TooSmall(logger, options.Megabytes);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The wall clock may be set back; the journal's order stays.</summary>
    private long At(long at) => _lastAt = Math.Max(_lastAt, at);

    private static PastChange Of(ViewEdit edit, long at) =>
        new(edit.Entry.Id, at, edit.Leave is null ? edit.Entry.Encoded : default(ReadOnlyMemory<byte>?), edit.Leave ?? Cause.Unspecified, edit.Evidence ?? "", edit.By ?? "");
}
