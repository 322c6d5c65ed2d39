namespace Muster.Interop;

/// <summary>What a client of Google's own implementation sees of our server.</summary>
public sealed class PythonClients
{
    private const string Complaint = @"FAILED_PRECONDITION 'schön 100 % 🚀\nund Schluss'";

    [Fact]
    public Task Make_calls_that_stream_in_neither_or_one_direction() => Sees("kinds", "hello", "True", "a,b");

    [Theory]
    [InlineData("both", "text: \"one\"", "text: \"two\"", "text: \"three\"", "[]")]
    [InlineData("raw", "b'one'", "b'two'", "b'three'", "[]")]
    public Task Get_each_answer_before_they_send_the_next_message(string scenario, params string[] seen) => Sees(scenario, seen);

    [Theory]
    [InlineData("deadline", "DEADLINE_EXCEEDED")]
    [InlineData("cancel", "wait", "CANCELLED 'Locally cancelled by application!'")]
    public async Task Stop_the_handler_when_they_stop_waiting(string scenario, params string[] seen)
    {
        await using var node = await Node.StartAsync();
        using var client = Python.Run("client.py", node.Address, scenario);

        Assert.Equal(seen, await client.RestAsync());
        await node.Echo.GaveUpAsync();
    }

    [Fact]
    public async Task Stop_the_handler_when_they_are_killed()
    {
        await using var node = await Node.StartAsync();
        using (var client = Python.Run("client.py", node.Address, "vanish"))
            Assert.Equal("wait", await client.LineAsync("the first answer of the stream"));

        await node.Echo.GaveUpAsync();
    }

    [Fact]
    public Task Exchange_text_and_bytes_beside_the_messages() => Sees("metadata", "plain", "True");

    [Fact]
    public Task Hear_why_a_call_failed_before_and_after_the_first_message_and_nothing_of_our_inside() => Sees(
        "fail",
        Complaint,
        @"b'\x01\x02\xff'",
        "late",
        Complaint,
        "INTERNAL \"The call failed on the server's side; its log says why.\"");

    [Fact]
    public Task Are_told_that_a_method_is_unknown_whatever_its_path() => Sees(
        "unknown",
        "UNIMPLEMENTED 'The method /muster.interop.Echo/Nothing is not known here.'",
        "UNIMPLEMENTED 'The method /no.such.Service/Method is not known here.'",
        "UNIMPLEMENTED 'The method /no.such.Service/Stream is not known here.'");

    [Fact]
    public Task May_send_messages_up_to_the_limit() => Sees(
        "sizes",
        "True",
        "RESOURCE_EXHAUSTED 'A message of 4194305 bytes exceeds the limit of 4194304.'",
        "RESOURCE_EXHAUSTED 'A message of 4194305 bytes exceeds the limit of 4194304.'");

    [Fact]
    public Task Are_told_to_send_without_compression() => Sees(
        "gzip", "UNIMPLEMENTED 'Messages compressed with gzip are not read here; send them as they are.'", "as it is");

    [Fact]
    public async Task Probe_the_nodes_health_and_watch_it_change()
    {
        await using var node = await Node.StartAsync();
        node.Health.Set(serving: true);
        using var client = Python.Run("client.py", node.Address, "health");

        foreach (var line in new[] { "SERVING", "SERVING", "NOT_FOUND \"There is no service 'no.such.Service' here.\"", "SERVICE_UNKNOWN", "SERVING" })
            Assert.Equal(line, await client.LineAsync(line));
        node.Health.Set(serving: false);

        Assert.Equal(["NOT_SERVING"], await client.RestAsync());
    }

    private static async Task Sees(string scenario, params string[] lines)
    {
        await using var node = await Node.StartAsync();
        using var client = Python.Run("client.py", node.Address, scenario);

        Assert.Equal(lines, (await client.RestAsync()).Where(line => line.Length > 0));
    }
}
