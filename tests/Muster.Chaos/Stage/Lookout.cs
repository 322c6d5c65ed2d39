using System.Text.Json;
using Muster.Chaos.Players;

namespace Muster.Chaos.Stage;

/// <summary>Reads the registry's list again and again, and keeps what was different. A registry that does not answer is waited for.</summary>
internal sealed class Lookout : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly List<Sight> _sights = [];   // guarded by _lock
    private readonly Task _looking;

    /// <param name="registry">Where its HTTP API is.</param>
    public Lookout(Uri registry)
    {
        _http = new HttpClient { BaseAddress = registry, Timeout = TimeSpan.FromSeconds(2) };
        _looking = LookAsync(_over.Token);
    }

    public Sight? Latest
    {
        get
        {
            lock (_lock) return _sights.LastOrDefault();
        }
    }

    public IReadOnlyList<Sight> Since(long at)
    {
        lock (_lock) return [.. _sights.Where(one => one.At >= at)];
    }

    /// <summary>Seconds from a moment until something was first so; null while it has not been.</summary>
    public double? Seconds(long from, Func<Sight, bool> holds) =>
        Since(from).FirstOrDefault(holds) is { } first ? (first.At - from) / 1000.0 : null;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking;
        _http.Dispose();
        _over.Dispose();
    }

    private async Task LookAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                try
                {
                    Keep(await _http.GetStringAsync(new Uri($"v1/namespaces/default/services/{ConsumerPlayer.Service}", UriKind.Relative), over));
                }
                catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !over.IsCancellationRequested)
                {
                    // Not started yet, paused or killed: that is for others to judge.
                }

                await Task.Delay(Look, over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The play is over.
        }
    }

    private void Keep(string json)
    {
        using var document = JsonDocument.Parse(json);
        var list = document.RootElement;
        var listed = list.GetProperty("instances").EnumerateArray().ToDictionary(
            static one => one.GetProperty("id").GetString()!,
            static one => new SeenInstance(one.GetProperty("state").GetString()!, one.GetProperty("protected").GetBoolean(), one.GetProperty("evidence").GetString()!));
        var sight = new Sight(CallLog.Now, listed, list.GetProperty("hidden").GetInt32(), list.GetProperty("budget").GetInt32());
        lock (_lock)
            if (_sights.Count == 0 || !_sights[^1].IsLike(sight)) _sights.Add(sight);
    }
}
