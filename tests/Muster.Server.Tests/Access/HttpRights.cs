using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Server.Tests.Api;

namespace Muster.Server.Tests.Access;

/// <summary>Every HTTP endpoint asks for one right, and for nothing less. One that is not in the table fails the test.</summary>
public sealed class HttpRights
{
    private const string Service = "/v1/namespaces/{namespace}/services/{service}";
    private const string Open = "open", AnyToken = "any token", Filtered = "any token, filtered";

    /// <summary>What each endpoint needs: a verb for service <c>orders</c>, for any part of its namespace, or for the whole registry.</summary>
    private static readonly Right[] Rights =
    [
        new("GET /healthz", Open),
        new("GET /readyz", Open),
        new("GET /openapi/v1.json", Open),
        new("GET /metrics", AnyToken),
        new("GET /v1/namespaces", Filtered),
        new("GET /v1/namespaces/{namespace}/services", "list"),
        new($"GET {Service}", "list"),
        new($"GET {Service}", "subscribe", Accept: "text/event-stream"),
        new($"PUT {Service}/instances/{{id}}", "register", Body: """{"addresses":["http://10.0.0.7:80"],"ttl":"30s"}"""),
        new($"POST {Service}/instances/{{id}}/heartbeat", "register"),
        new($"DELETE {Service}/instances/{{id}}", "register"),
        new($"GET {Service}/overlays", "list"),
        new($"PUT {Service}/instances/{{id}}/overlays/{{field}}", "operate", Body: """{"value":"5","reason":"r","keep":true}"""),
        new($"DELETE {Service}/instances/{{id}}/overlays/{{field}}", "operate"),
        new($"POST {Service}/instances/{{id}}/bury", "operate", Body: """{"reason":"r"}"""),
        new($"POST {Service}/instances/{{id}}/instruct", "instruct", Body: """{"command":"drain"}"""),
        new($"GET {Service}/instances/{{id}}/why", "list"),
        new($"GET {Service}/past", "list"),
        new("GET /v1/namespaces/{namespace}/persistent", "list"),
        new($"PUT {Service}/persistent/{{id}}", "operate", Body: """{"addresses":["http://10.0.0.9:80"],"reason":"r"}"""),
        new($"DELETE {Service}/persistent/{{id}}", "operate"),
        new("GET /v1/audit", "admin", OfAll: true),
        new("GET /v1/audit?namespace=default&service=orders", "operate"),
        new("GET /v1/tokens", Filtered),
        new("POST /v1/tokens/{name}/rotate", "admin", OfAll: true, Body: "{}"),   // of a token that there is not
        new("DELETE /v1/tokens/{name}", "admin", OfAll: true),
        new("PUT /v1/tokens/{name}", "admin", Body: """{"may":["admin"],"namespace":"default","service":"orders"}"""),
        new("POST /v1/certificate/renew", "admin", OfAll: true),
        new("GET /v1/policy", "list", OfAll: true),
        new("GET /v1/policy/history", "list", OfAll: true),
        new("GET /v1/policy/history/{revision}", "list", OfAll: true),
        new("POST /v1/policy/test", "admin", OfAll: true, Body: """{"text":""}"""),
        new("PUT /v1/policy", "admin", OfAll: true, Body: """{"text":"","reason":"r"}"""),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_is_in_the_table()
    {
        await using var host = await ApiHost.StartAsync();

        var mapped = host.Routes.SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText}"));

        Assert.Equal(mapped.Distinct().Order(StringComparer.Ordinal), Rights.Select(right => right.Route.Split('?')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_is_open_to_whom_it_should_be_and_closed_to_all_others()
    {
        var verbs = Enum.GetValues<Verb>();
        await using var host = await ApiHost.StartClosedAsync(
        [
            .. verbs.Select(verb => ApiHost.Token($"only-{verb}", $"only-{verb}", "default", "orders", verb)),
            .. verbs.Select(verb => ApiHost.Token($"all-{verb}", $"all-{verb}", "*", "*", verb)),
            .. verbs.Select(verb => ApiHost.Token($"but-{verb}", $"but-{verb}", "*", "*", [.. verbs.Except([verb])])),
            ApiHost.Token("stock", "stock", "default", "stock*", verbs), ApiHost.Token("elsewhere", "elsewhere", "prod", "*", verbs),
        ]);
        var wrong = new List<string>();

        foreach (var right in Rights)
        {
            if (right.Verb == Open)
            {
                await ExpectAsync(right, "", allowed: true);
                continue;
            }

            await ExpectAsync(right, "", allowed: false);
            await ExpectAsync(right, "unheard-of", allowed: false);
            if (right.Verb is AnyToken or Filtered)
            {
                await ExpectAsync(right, "elsewhere", allowed: true);
                continue;
            }

            var verb = Enum.Parse<Verb>(right.Verb, ignoreCase: true);
            await ExpectAsync(right, $"all-{verb}", allowed: true);
            await ExpectAsync(right, $"only-{verb}", allowed: !right.OfAll);
            await ExpectAsync(right, $"but-{verb}", allowed: false);
            await ExpectAsync(right, "elsewhere", allowed: false);
            await ExpectAsync(right, "stock", allowed: right.Route is "GET /v1/namespaces/{namespace}/services" or "GET /v1/namespaces/{namespace}/persistent");   // any part of the namespace will do
        }

        Assert.Empty(wrong);

        async Task ExpectAsync(Right right, string token, bool allowed)
        {
            var status = await AskAsync(host, right, token);
            if (status is 401 or 403 == allowed) wrong.Add($"{right.Route} ({right.Accept}) with token '{token}': {status}");
        }
    }

    private static async Task<int> AskAsync(ApiHost host, Right right, string token)
    {
        var (method, path) = right.Route.Split(' ') is [var one, var other] ? (one, other) : throw new InvalidOperationException(right.Route);
        path = path.Replace("{namespace}", "default", StringComparison.Ordinal).Replace("{service}", "orders", StringComparison.Ordinal)
            .Replace("{name}", "one", StringComparison.Ordinal).Replace("{id}", "o-1", StringComparison.Ordinal).Replace("{field}", "weight", StringComparison.Ordinal).Replace("{revision}", "1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (right.Body.Length > 0) request.Content = new StringContent(right.Body, Encoding.UTF8, "application/json");
        if (right.Accept.Length > 0) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(right.Accept));
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return (int)answer.StatusCode;
    }

    private sealed record Right(string Route, string Verb, bool OfAll = false, string Accept = "", string Body = "");
}
