using Muster.Client;

namespace Muster.Cli.Demo;

/// <summary>Calls one instance by HTTP, picked as the client shares out calls; where that one does not answer, another.</summary>
internal sealed class DemoCaller(MusterClient client, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerWithin };

    public async Task<CallEntry> CallAsync(string service, CancellationToken cancel)
    {
        var (began, tried) = (Moment.Now(time), new List<ServiceInstance>());
        do
        {
            using var picked = client.Pick(service, key: "", except: [.. tried]);
            tried.Add(picked.Instance);
            if (!await AnswersAsync(picked.Instance, cancel)) continue;
            picked.Succeeded();
            return Entry(picked.Instance.Id);
        }
        while (tried.Count < client.Get(service).Count);

        return Entry(null);

        CallEntry Entry(string? answered) => new(began, answered, tried.Count, Moment.Now(time) - began);
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(ServiceInstance instance, CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync(instance.Address, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;   // what it costs to find out is in the log: one attempt more
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
