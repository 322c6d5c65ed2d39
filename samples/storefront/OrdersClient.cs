using Muster.Client;

namespace Storefront;

/// <summary>The orders service, as this program sees it. Of registries and instances it knows nothing but what it prints.</summary>
// <snippet:typed-client>
internal sealed class OrdersClient(HttpClient http)
{
    public async Task<string> FindAsync(int number, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/orders/{number}");
        using var answer = await http.SendAsync(request, cancel);
        var order = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
        return request.Options.TryGetValue(MusterHttp.Instance, out var instance) ? $"{instance.Id}: {order}" : order;
    }
}
// </snippet:typed-client>
