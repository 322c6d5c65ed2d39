using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Muster.Rpc;

namespace Muster.Chaos.Attacks;

/// <summary>Everything that a node's own description and its RPC methods offer, asked for without a token.</summary>
/// <param name="guarded">A node that only this machine can reach: it trusts this machine, and not what a proxy passed on.</param>
/// <param name="exposed">A node that others can reach; null where there is none.</param>
internal sealed partial class AnonymousWrites(Target guarded, Target? exposed) : IDisposable
{
    private static readonly string[] Methods = ["PUT", "POST", "PATCH", "DELETE"];
    private static readonly string[] Calls = [.. new[] { typeof(RegistryMethods), typeof(AdminMethods) }
        .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(static field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(RpcMethod<,>))
        .Select(static field => (string)field.FieldType.GetProperty("Path")!.GetValue(field.GetValue(null))!)];

    private readonly HttpClient _http = Target.Client();

    public async Task<Outcome> PlayAsync(CancellationToken cancel)
    {
        var proxied = await PlayAsync(guarded, "through a proxy on its machine", cancel);
        if (exposed is null) return proxied with { Told = $"{proxied.Told}; this machine has no other address to listen at" };

        var direct = await PlayAsync(exposed, "over TLS", cancel);
        await using var lean = await LeanPeer.DialAsync(exposed, cancel);
        var conversed = (await lean.HelloAsync("", null, cancel))?.Welcome is not null;
        return new(proxied.Held && direct.Held && !conversed, $"{proxied.Told}; {direct.Told}, and a conversation {(conversed ? "NOT REFUSED" : "refused")}");
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();

    private async Task<Outcome> PlayAsync(Target target, string how, CancellationToken cancel)
    {
        using var description = JsonDocument.Parse(await _http.GetStringAsync(target.Api("/openapi/v1.json"), cancel));
        var (writes, others, open) = (0, 0, new List<string>());
        foreach (var (path, method) in description.RootElement.GetProperty("paths").EnumerateObject().SelectMany(static path => Methods.Select(method => (path, method))))
        {
            var offered = path.Value.EnumerateObject().Any(one => one.Name.Equals(method, StringComparison.OrdinalIgnoreCase));
            using var request = Request(target, new(method), target.Api(Placeholder().Replace(path.Name, "x")));
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await _http.SendAsync(request, cancel);
            if (answer.StatusCode is not HttpStatusCode.Unauthorized && (offered || answer.StatusCode is not HttpStatusCode.MethodNotAllowed)) open.Add($"{method} {path.Name}: {(int)answer.StatusCode}");
            else if (offered) writes++;
            else others++;
        }

        foreach (var call in Calls)
            if (await StatusAsync(target, call, cancel) is not "16" and var status) open.Add($"{call}: {status}");

        var told = $"{how}, {writes} writes over HTTP refused with 401, {others} that no path has, {Calls.Length} RPC methods with status 16";
        return new(open.Count == 0 && writes > 0 && Calls.Length > 0, open.Count == 0 ? told : $"{told}; NOT REFUSED: {string.Join(", ", open)}");
    }

    private async Task<string> StatusAsync(Target target, string path, CancellationToken cancel)
    {
        using var request = Request(target, HttpMethod.Post, target.Method(path));
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        request.Content = new ByteArrayContent(LeanPeer.Prefix(0)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        using var answer = await _http.SendAsync(request, cancel);
        return GrpcAnswer.StatusOf(answer);
    }

    private HttpRequestMessage Request(Target target, HttpMethod method, Uri to)
    {
        var request = new HttpRequestMessage(method, to);
        if (target == guarded) request.Headers.Via.Add(new("1.1", "elsewhere"));
        return request;
    }
}
