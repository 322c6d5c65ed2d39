using Muster.Client;

namespace Muster.Cli.Demo;

/// <summary>Calls one instance of a list by HTTP; where that one does not answer, another.</summary>
internal sealed class DemoCaller(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerWithin };
    private readonly Random _random = new();

    public async Task<CallEntry> CallAsync(ServiceList list, CancellationToken cancel)
    {
        var (began, attempts) = (Moment.Now(time), 0);
        foreach (var instance in InOrderOfTrust(list))
        {
            attempts++;
            if (await AnswersAsync(instance, cancel)) return Entry(instance.Id);
        }

        return Entry(null);

        CallEntry Entry(string? answered) => new(began, answered, attempts, Moment.Now(time) - began);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The healthy first, by chance; the others only when none of those answers.</summary>
    private IEnumerable<ServiceInstance> InOrderOfTrust(ServiceList list)
    {
        var shuffled = list.Instances.ToArray();
        _random.Shuffle(shuffled);
        return shuffled.OrderBy(instance => instance.State is InstanceState.Healthy ? 0 : 1);
    }

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
