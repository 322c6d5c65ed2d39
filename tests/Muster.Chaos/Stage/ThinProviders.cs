using System.Globalization;
using System.Net.Http.Json;
using Muster.Chaos.Players;

namespace Muster.Chaos.Stage;

/// <summary>Registers servers over HTTP, to be asked every second by detectors, and beats for those that live.</summary>
internal sealed class ThinProviders : IAsyncDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _over = new();
    private readonly HashSet<string> _living = [];   // guarded by itself
    private readonly Task _beating;

    public ThinProviders(Uri registry)
    {
        _http = new HttpClient { BaseAddress = registry };
        _beating = BeatAsync(_over.Token);
    }

    public async Task RegisterAsync(string id, string address, CancellationToken cancel)
    {
        using var answer = await _http.PutAsJsonAsync(
            new Uri(PathOf(id), UriKind.Relative), new { addresses = new[] { address }, ttl = "30s", probe = new { kind = "http", path = "/work", interval = "1s" } }, cancel);
        if (!answer.IsSuccessStatusCode) throw new StageException($"{id} was not registered: {await answer.Content.ReadAsStringAsync(cancel)}");
        lock (_living) _living.Add(id);
    }

    /// <summary>The process is gone, and so are its beats.</summary>
    public void Forget(string id)
    {
        lock (_living) _living.Remove(id);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _beating;
        _http.Dispose();
        _over.Dispose();
    }

    private async Task BeatAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(BeatEvery, over);
                string[] living;
                lock (_living) living = [.. _living];
                foreach (var id in living)
                {
                    using var answer = await _http.PostAsync(new Uri($"{PathOf(id)}/heartbeat", UriKind.Relative), content: null, over);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or HttpRequestException)
        {
            // The play is over, or the registry is: what is listed then is judged by others.
        }
    }

    private static string PathOf(string id) => string.Create(CultureInfo.InvariantCulture, $"v1/namespaces/default/services/{ConsumerPlayer.Service}/instances/{id}");
}
