using Muster.Client;

// Asks the orders service for an order every second, whoever answers it just then.
// <snippet:consumer>
await using var muster = MusterClient.Start(new MusterOptions { Registries = { "127.0.0.1:7501" } });
await muster.SubscribeAsync("orders");

using var http = new HttpClient();
using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1));
while (await everySecond.WaitForNextTickAsync())
    Console.WriteLine(await AskAsync(muster.Get("orders").Instances.ToArray()));
// </snippet:consumer>

async Task<string> AskAsync(ServiceInstance[] instances)
{
    Random.Shared.Shuffle(instances);
    foreach (var instance in instances.OrderBy(instance => instance.State))   // the healthy first
    {
        try
        {
            return $"{instance.Id}: {await http.GetStringAsync(new Uri($"{instance.Address}/orders/7"))}";
        }
        catch (HttpRequestException)
        {
            Console.WriteLine($"{instance.Id} does not answer");
        }
    }

    return "nobody answers";
}
