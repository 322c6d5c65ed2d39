namespace Muster.Interop;

/// <summary>The samples in python, which know nothing of us but the .proto files, as members of a whole node.</summary>
public sealed class PythonMembers
{
    [Fact]
    public async Task Register_beat_watch_and_prove_every_list()
    {
        await using var node = await RunningNode.StartAsync();
        using var consumer = Python.RunSample("consumer.py", node.Address, "orders");
        Assert.Equal("0000000000000000 ", await consumer.LineAsync("the empty list"));

        using var polite = Python.RunSample("provider.py", node.Address, "orders", "orders-1", "http://127.0.0.1:8080");
        Assert.Equal("ACCEPTED orders-1 1 ", await polite.LineAsync("the registration"));
        await HoldsAsync("orders-1=HEALTHY");

        using (var killed = Python.RunSample("provider.py", node.Address, "orders", "orders-2", "http://127.0.0.1:8081"))
        {
            Assert.Equal("ACCEPTED orders-2 1 ", await killed.LineAsync("the registration"));
            await HoldsAsync("orders-1=HEALTHY orders-2=HEALTHY");
        }

        await HoldsAsync("orders-1=HEALTHY orders-2=SUSPECT");
        Assert.Equal("heartbeat 1 answered", await polite.LineAsync("a heartbeat"));

        polite.EndInput();
        Assert.Contains("REMOVED orders-1 0 ", await polite.RestAsync());
        await HoldsAsync("orders-2=SUSPECT");

        async Task HoldsAsync(string instances)
        {
            var line = await consumer.LineAsync(instances);
            Assert.Equal($"{await node.DigestAsync("orders")} {instances}", line);
        }
    }

    [Fact]
    public async Task Are_told_when_another_takes_their_id()
    {
        await using var node = await RunningNode.StartAsync();
        using var older = Python.RunSample("provider.py", node.Address, "orders", "orders-1", "http://127.0.0.1:8080");
        Assert.Equal("ACCEPTED orders-1 1 ", await older.LineAsync("the registration"));

        using var younger = Python.RunSample("provider.py", node.Address, "orders", "orders-1", "http://127.0.0.1:8081");
        Assert.Equal("ACCEPTED orders-1 2 ", await younger.LineAsync("the registration"));

        Assert.StartsWith("REPLACED orders-1", await older.LineAsync("the loss"), StringComparison.Ordinal);
        await older.RestAsync();
    }
}
