using Muster.Core.Access;

namespace Muster.Server.Tests.Api;

/// <summary>Every refusal, with the words that a user reads.</summary>
public sealed class Refusals
{
    private const string Orders = "/v1/namespaces/default/services/orders";
    private const string One = $"{Orders}/instances/o-1";
    private const string Address = "\"addresses\":[\"http://10.0.0.7:80\"]";

    public static TheoryData<string, string, string?, int, string, string> Requests => new()
    {
        { "GET", "/v1/namespaces/Prod/services", null, 400, "invalid", "namespace 'Prod': use 1 to 63 lower-case letters, digits and hyphens, not starting or ending with a hyphen." },
        { "GET", "/v1/namespaces/default/services/a%20b", null, 400, "invalid", "service name 'a b': use 1 to 128 letters, digits and . _ - : starting with a letter or digit." },
        { "GET", "/v1/namespaces/default/services/nobody", null, 404, "not-found", "Nobody registers or follows service 'nobody' in namespace 'default'. Check both names." },
        { "GET", "/v1/services", null, 404, "not-found", "There is nothing at '/v1/services'. /openapi/v1.json tells what there is." },
        { "GET", "/openapi/v2.json", null, 404, "not-found", "There is nothing at '/openapi/v2.json'. /openapi/v1.json tells what there is." },
        { "POST", "/v1/namespaces", null, 405, "unsupported", "'POST' is not for '/v1/namespaces'. Use GET." },
        { "GET", One, null, 405, "unsupported", $"'GET' is not for '{One[..40]}…'. Use DELETE or PUT." },
        { "PUT", $"{Orders}/instances/-x", $"{{{Address}}}", 400, "invalid", "instance id '-x': use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit." },
        { "POST", $"{Orders}/instances/-x/heartbeat", null, 400, "invalid", "instance id '-x': use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit." },
        { "POST", $"{One}/heartbeat", null, 404, "not-found", "instance 'o-1' of default/orders is not registered, or its time to live has run out. Register it again." },
        { "DELETE", One, null, 404, "not-found", "instance 'o-1' of default/orders is not registered. Nothing was removed." },
        { "PUT", One, "", 400, "invalid", "The body is empty. Send the instance as JSON, such as {\"addresses\":[\"http://10.0.0.7:8080\"],\"ttl\":\"30s\"}." },
        { "PUT", One, "{\n \"zone\": \"a\",\n oops }", 400, "invalid", "The body is not valid JSON at line 3, byte 2." },
        { "PUT", One, "[]", 400, "invalid", "The body is not a JSON object. Send one, such as {\"addresses\":[\"http://10.0.0.7:8080\"],\"ttl\":\"30s\"}." },
        { "PUT", One, "{\"zone\":\"a\",\"zone\":\"b\"}", 400, "invalid", "The body has a property twice. Name each once." },
        { "PUT", One, "{\"zone\":\"\\ud800\"}", 400, "invalid", "The body has a string that is not valid Unicode." },
        { "PUT", One, $"{{{Address},\"wieght\":3}}", 400, "invalid", "The body has the unknown property 'wieght'. Known are addresses, zone, unit, weight, metadata, probe and ttl." },
        { "PUT", One, "{\"addresses\":\"http://10.0.0.7:80\"}", 400, "invalid", "Property 'addresses' must be a list of strings, not the string 'http://10.0.0.7:80'." },
        { "PUT", One, "{\"addresses\":[\"http://10.0.0.7:80\",7]}", 400, "invalid", "Property 'addresses[1]' must be a string, not 7." },
        { "PUT", One, "{\"addresses\":[]}", 400, "invalid", "instance 'o-1' has 0 addresses: give 1 to 8, such as http://10.0.0.7:8080." },
        { "PUT", One, "{\"addresses\":[\"10.0.0.7\"]}", 400, "invalid", "instance 'o-1': address '10.0.0.7' is not an absolute URI with a host and without credentials, such as http://10.0.0.7:8080." },
        { "PUT", One, $"{{{Address},\"weight\":\"50\"}}", 400, "invalid", "Property 'weight' must be a whole number from 0 to 10000, not the string '50'." },
        { "PUT", One, $"{{{Address},\"weight\":1.5}}", 400, "invalid", "Property 'weight' must be a whole number from 0 to 10000, not 1.5." },
        { "PUT", One, $"{{{Address},\"weight\":10001}}", 400, "invalid", "instance 'o-1' has weight 10001; use 0 to 10000." },
        { "PUT", One, $"{{{Address},\"zone\":null}}", 400, "invalid", "Property 'zone' must be a string, not null." },
        { "PUT", One, $"{{{Address},\"zone\":\"a b\"}}", 400, "invalid", "zone 'a b': use at most 64 letters, digits and . _ -." },
        { "PUT", One, $"{{{Address},\"metadata\":[]}}", 400, "invalid", "Property 'metadata' must be an object of strings, not a list." },
        { "PUT", One, $"{{{Address},\"metadata\":{{\"a\":true}}}}", 400, "invalid", "Property 'metadata.a' must be a string, not true." },
        { "PUT", One, $"{{{Address},\"ttl\":30}}", 400, "invalid", "Property 'ttl' must be a string, not 30." },
        { "PUT", One, $"{{{Address},\"ttl\":\"soon\"}}", 400, "invalid", "ttl 'soon' is no duration. Use a number and a unit, such as 30s or 2m." },
        { "PUT", One, $"{{\"zone\":\"{new string('a', 70_000)}\"}}", 413, "limit-reached", "The body is larger than 65536 bytes, which is the limit." },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_request_is_told_what_is_wrong(string method, string path, string? body, int status, string code, string detail)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.SendAsync(new HttpMethod(method), path, body);
        var (_, problem) = await host.AskAsync(new HttpMethod(method), path, body);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((status, detail), ((int)answer.StatusCode, (string?)problem!["detail"]));
        Assert.Equal((code, $"urn:muster:problem:{code}", status), ((string?)problem["code"], (string?)problem["type"], (int)problem["status"]!));
        Assert.NotEqual("", (string?)problem["title"]);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "The body is 'application/x-www-form-urlencoded'; send JSON, with the header 'Content-Type: application/json'.")]
    [InlineData("text/plain", "The body is 'text/plain'; send JSON, with the header 'Content-Type: application/json'.")]
    [InlineData(null, "The body is of no stated type; send JSON, with the header 'Content-Type: application/json'.")]
    public async Task A_body_of_another_kind_is_refused(string? type, string detail)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, One) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        if (type is not null) request.Content.Headers.ContentType = new(type);

        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Contains(detail, await DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_allowed_names_what_is()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Post, "/v1/namespaces");

        Assert.Equal(["GET"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"muster\"", "No token was given. Set one in the client's configuration, or in MUSTER_TOKEN for the command line.")]
    [InlineData("Bearer wrong", "Bearer realm=\"muster\", error=\"invalid_token\"", "This registry does not know the token. Check that it belongs to this environment and was not revoked.")]
    [InlineData("Basic YTpi", "Bearer realm=\"muster\", error=\"invalid_token\"", "The Authorization header is not of the form 'Bearer TOKEN', which is all that this registry reads.")]
    public async Task Who_is_not_known_is_asked_for_a_token(string? authorization, string challenge, string detail)
    {
        await using var host = await ApiHost.StartClosedAsync(ApiHost.Token("right", "shop", "default", "*", Verb.List));
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        foreach (var path in new[] { "/v1/namespaces", "/v1/namespaces/default/services", Orders, "/metrics" })
        {
            using var answer = await host.SendAsync(HttpMethod.Get, path, null, headers);
            Assert.Equal(401, (int)answer.StatusCode);
            Assert.Equal(challenge, answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal(detail, await DetailAsync(answer));
        }
    }

    [Fact]
    public async Task Behind_a_proxy_on_this_machine_nobody_counts_as_this_machine()
    {
        await using var host = await ApiHost.StartAsync();

        Assert.Equal(200, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces")).Status);
        Assert.Equal(401, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, ("X-Forwarded-For", "203.0.113.9"))).Status);
        Assert.Equal(401, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, ("Forwarded", "for=203.0.113.9"))).Status);
        Assert.Equal(401, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, ("Via", "1.1 proxy"))).Status);
    }

    [Theory]
    [InlineData("GET", Orders, "application/json", "Caller 'cart' may not list service 'orders' in namespace 'default'. Ask an operator for a token that covers it.")]
    [InlineData("GET", Orders, "text/event-stream", "Caller 'cart' may not subscribe service 'orders' in namespace 'default'. Ask an operator for a token that covers it.")]
    [InlineData("GET", "/v1/namespaces/prod/services", "application/json", "Caller 'cart' may not list namespace 'prod'. Ask an operator for a token that covers it.")]
    [InlineData("DELETE", One, "application/json", "Caller 'cart' may not register service 'orders' in namespace 'default'. Ask an operator for a token that covers it.")]
    [InlineData("POST", One + "/heartbeat", "application/json", "Caller 'cart' may not register service 'orders' in namespace 'default'. Ask an operator for a token that covers it.")]
    public async Task What_a_token_does_not_cover_is_forbidden(string method, string path, string accept, string detail)
    {
        await using var host = await ApiHost.StartClosedAsync(ApiHost.Token("c", "cart", "default", "cart*", Verb.List, Verb.Subscribe, Verb.Register));

        var (status, problem) = await host.AskAsync(new HttpMethod(method), path, null, ("Authorization", "Bearer c"), ("Accept", accept));

        Assert.Equal((403, detail), (status, (string?)problem!["detail"]));
    }

    [Fact]
    public async Task A_node_that_stops_says_so_and_when_to_ask_again()
    {
        await using var host = await ApiHost.StartAsync();
        await host.StopLoopAsync();

        using var answer = await host.SendAsync(HttpMethod.Delete, One);

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
        Assert.Equal("This node is stopping. Ask another, or this one again in a moment.", await DetailAsync(answer));
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage answer) =>
        (string?)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"];
}
