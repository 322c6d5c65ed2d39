using System.Text.Json.Nodes;

namespace Muster.Server.Tests.Api;

public sealed class OpenApiPage
{
    private static readonly string[] Routes =
    [
        "GET /healthz", "GET /metrics", "GET /readyz", "GET /v1/namespaces", "GET /v1/namespaces/{namespace}/services",
        "GET /v1/namespaces/{namespace}/services/{service}", "DELETE /v1/namespaces/{namespace}/services/{service}/instances/{id}",
        "PUT /v1/namespaces/{namespace}/services/{service}/instances/{id}",
        "POST /v1/namespaces/{namespace}/services/{service}/instances/{id}/heartbeat",
        "GET /v1/namespaces/{namespace}/services/{service}/overlays",
        "PUT /v1/namespaces/{namespace}/services/{service}/instances/{id}/overlays/{field}",
        "DELETE /v1/namespaces/{namespace}/services/{service}/instances/{id}/overlays/{field}",
        "POST /v1/namespaces/{namespace}/services/{service}/instances/{id}/bury",
        "POST /v1/namespaces/{namespace}/services/{service}/instances/{id}/instruct",
        "GET /v1/audit",
        "GET /v1/namespaces/{namespace}/persistent", "PUT /v1/namespaces/{namespace}/services/{service}/persistent/{id}", "DELETE /v1/namespaces/{namespace}/services/{service}/persistent/{id}",
        "GET /v1/policy", "PUT /v1/policy", "POST /v1/policy/test", "GET /v1/policy/history", "GET /v1/policy/history/{revision}",
        "GET /v1/tokens", "PUT /v1/tokens/{name}", "DELETE /v1/tokens/{name}", "POST /v1/tokens/{name}/rotate", "POST /v1/certificate/renew",
        "GET /v1/namespaces/{namespace}/services/{service}/instances/{id}/why",
        "GET /v1/namespaces/{namespace}/services/{service}/past",
    ];

    [Fact]
    public async Task Every_route_is_in_it()
    {
        var document = await ReadAsync();

        Assert.Equal(Routes.Order(StringComparer.Ordinal), Operations(document).Select(operation => operation.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_is_named_and_summarized_and_every_answer_described()
    {
        var document = await ReadAsync();

        Assert.All(Operations(document), operation =>
        {
            Assert.NotNull((string?)operation.Node["operationId"]);
            Assert.EndsWith(".", (string?)operation.Node["summary"], StringComparison.Ordinal);
            Assert.All(operation.Node["responses"]!.AsObject(), answer => Assert.EndsWith(".", (string?)answer.Value!["description"], StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Every_refusal_is_a_problem()
    {
        var document = await ReadAsync();

        var refusals =
            from operation in Operations(document)
            from answer in operation.Node["responses"]!.AsObject()
            where answer.Key[0] is '4' or '5'
            select (string?)answer.Value!["content"]?["application/problem+json"]?["schema"]?["$ref"];
        Assert.All(refusals, schema => Assert.Equal("#/components/schemas/Problem", schema));
    }

    [Fact]
    public async Task Schemas_are_named_after_what_they_are()
    {
        var document = await ReadAsync();

        Assert.Equal(
            [
                "Affected", "Audit", "AuditEntry", "Burial", "BurialEdit", "Current", "Delta", "Edit", "Explanation", "Instance", "InstanceChange", "Instruction", "InstructionEdit", "Lease", "Namespaces", "NewSecret", "NodeCertificate", "OverlaidInstance", "Overlay", "OverlayEdit", "Overlays", "PastList", "PersistentAnswer", "PersistentEdit", "PersistentInstance", "PersistentInstances", "Policy", "PolicyEffect", "PolicyHistory", "PolicyText", "PolicyTrial", "Probe", "Problem", "Provider", "Registration", "Revision", "Rotation", "RuleEffect", "Service", "ServiceLine", "Services", "Standing", "Token", "TokenCertificate", "TokenEdit", "TokenJoin", "TokenQuota", "TokenSecret", "TokenUsage", "Tokens",
            ],
            document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Service", "hidden", "budget", "proven")]
    [InlineData("Instance", "evidence", "downIn")]
    [InlineData("Standing", "evidence", "downIn")]
    [InlineData("InstanceChange", "evidence", "downIn")]
    public async Task What_is_left_out_and_why_somebody_is_not_healthy_is_described(string schema, params string[] properties)
    {
        var described = (await ReadAsync())["components"]!["schemas"]![schema]!["properties"]!;

        Assert.All(properties, property => Assert.EndsWith(".", (string?)described[property]!["description"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_number_is_a_number()
    {
        var document = await ReadAsync();

        Assert.Equal("[\"null\",\"integer\"]", document["components"]!["schemas"]!["Registration"]!["properties"]!["weight"]!["type"]!.ToJsonString());
    }

    [Fact]
    public async Task The_stream_of_a_service_stands_beside_its_document()
    {
        var document = await ReadAsync();

        var answer = document["paths"]!["/v1/namespaces/{namespace}/services/{service}"]!["get"]!["responses"]!["200"]!["content"]!.AsObject();
        Assert.Equal(["application/json", "text/event-stream"], answer.Select(content => content.Key));
    }

    [Fact]
    public async Task It_tells_how_to_show_a_token()
    {
        var document = await ReadAsync();

        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["token"]!["scheme"]);
    }

    private static IEnumerable<(string Name, JsonNode Node)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!);

    private static async Task<JsonNode> ReadAsync()
    {
        await using var host = await ApiHost.StartAsync();
        return (await host.AskAsync(HttpMethod.Get, "/openapi/v1.json")).Body!;
    }
}
