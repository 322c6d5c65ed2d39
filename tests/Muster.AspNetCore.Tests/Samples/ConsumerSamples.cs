namespace Muster.AspNetCore.Tests.Samples;

/// <summary>The shop of the samples: orders answers, storefront and gateway call whoever is listed just then.</summary>
public sealed class ConsumerSamples
{
    private const string Order = """{"number":7,"state":"shipped"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_are_listed_answer_and_leave_and_the_storefront_goes_where_they_are()
    {
        await using var node = await RunningNode.StartAsync();
        await using var storefront = new SampleProcess("Storefront", node.Address);
        await storefront.PrintsAsync("Nobody to call for service 'orders'");

        await using var first = OrdersAt(node);
        var listed = await node.OneOfAsync("orders");
        await storefront.PrintsAsync($"{listed.Id}: {Order}");

        await using var second = OrdersAt(node);
        await node.ListAsync("orders", "two instances", list => list.Count == 2);
        var stopped = first.StopAsync();
        var left = await node.ListAsync("orders", "the second alone", list => list.Count == 1 && list.Instances[0].Id != listed.Id);
        await storefront.PrintsAsync($"{left.Instances[0].Id}: {Order}");
        Assert.True(await stopped == 0, first.Printed);
        Assert.True(await storefront.StopAsync() == 0, storefront.Printed);
    }

    [Fact]
    public async Task The_gateway_passes_calls_on_to_whoever_is_listed_without_losing_one()
    {
        await using var node = await RunningNode.StartAsync();
        await using var gateway = new SampleProcess("Gateway", node.Address, "--Urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information");
        var printed = await gateway.PrintsAsync("Now listening on: ");
        using var http = new HttpClient { BaseAddress = new Uri(printed[printed.IndexOf("http", StringComparison.Ordinal)..]) };
        Assert.Equal(502, (int)(await http.GetAsync(new Uri("/orders/7", UriKind.Relative), Cancel)).StatusCode);

        await using var first = OrdersAt(node);
        await node.OneOfAsync("orders");
        while (!(await http.GetAsync(new Uri("/orders/7", UriKind.Relative), Cancel)).IsSuccessStatusCode) await Task.Yield();   // until the gateway is told, too

        await using var second = OrdersAt(node);
        await node.ListAsync("orders", "two instances", list => list.Count == 2);
        var stopped = first.StopAsync();
        do Assert.Equal(Order, await http.GetStringAsync(new Uri("/orders/7", UriKind.Relative), Cancel));
        while (!stopped.IsCompleted);
        Assert.True(await stopped == 0, first.Printed);
        Assert.Equal(Order, await http.GetStringAsync(new Uri("/orders/7", UriKind.Relative), Cancel));
        Assert.True(await gateway.StopAsync() == 0, gateway.Printed);
    }

    [Fact]
    public async Task A_knock_waits_until_somebody_is_listed_and_finds_him()
    {
        await using var node = await RunningNode.StartAsync();
        await using var knock = new SampleProcess("Knock", node.Address);
        await using var orders = OrdersAt(node);

        await knock.PrintsAsync($"{(await node.OneOfAsync("orders")).Id} answers the door.");
        Assert.True(await knock.EndsAsync() == 0, knock.Printed);
    }

    private static SampleProcess OrdersAt(RunningNode node) => new("Orders", node.Address, "--Urls", "http://127.0.0.1:0");
}
