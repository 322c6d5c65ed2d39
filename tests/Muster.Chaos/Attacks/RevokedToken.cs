using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Muster.Protocol;

namespace Muster.Chaos.Attacks;

/// <summary>A token leaked, and whoever has it stays on its streams whatever the node says, until it is revoked and cut off.</summary>
internal sealed class RevokedToken(Target target, string owner) : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(15);
    private static readonly string[] Roles = ["consumer"];

    private readonly HttpClient _owner = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", owner) } };
    private int _round;

    public async Task<Outcome> PlayAsync(CancellationToken cancel)
    {
        var token = target.Api(string.Create(CultureInfo.InvariantCulture, $"/v1/tokens/leaked-{++_round}"));
        using var made = await _owner.PutAsJsonAsync(token, new { may = Roles, @namespace = "*", service = "*" }, cancel);
        if (!made.IsSuccessStatusCode) return new(false, $"the token could not be made: {await made.Content.ReadAsStringAsync(cancel)}");
        var secret = (await made.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("secret").GetString()!;

        await using var lean = await LeanPeer.DialAsync(target, cancel);
        if ((await lean.HelloAsync(secret, null, cancel))?.Welcome is null) return new(false, "the token opened nothing");
        await lean.SendAsync(new Up { Subscribe = new Subscribe { Subscriptions = { new Subscription { Service = Target.Service } } } }, cancel);
        using var thief = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", secret), Accept = { new("text/event-stream") } } };
        await using var events = await thief.GetStreamAsync(target.Api($"/v1/namespaces/{Target.Namespace}/services/{Target.Service}"), cancel);

        var started = Stopwatch.GetTimestamp();
        var ends = Task.WhenAll(EndAsync(lean, started, cancel), EndAsync(events, started, cancel));
        using var revoked = await _owner.DeleteAsync(token, cancel);
        var answered = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double[] took;
        try
        {
            took = await ends.WaitAsync(Patience, cancel);
        }
        catch (TimeoutException)
        {
            return new(false, $"a stream was still open {Patience.TotalSeconds} s after the token was revoked");
        }

        using var again = await thief.GetAsync(target.Api($"/v1/namespaces/{Target.Namespace}/services/{Target.Service}"), cancel);
        return new(
            revoked.IsSuccessStatusCode && took.Max() <= Bound.TotalSeconds && (int)again.StatusCode == 401,
            string.Create(CultureInfo.InvariantCulture, $"revoked in {answered:0.000} s; the conversation was closed after {took[0]:0.000} s, the stream of events after {took[1]:0.000} s; asked again: {(int)again.StatusCode}"));
    }

    public void Dispose() => _owner.Dispose();

    private static async Task<double> EndAsync(LeanPeer peer, long started, CancellationToken cancel)
    {
        while (await peer.HearAsync(cancel) is not null)
        {
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> EndAsync(Stream events, long started, CancellationToken cancel)
    {
        var heard = new byte[4096];
        try
        {
            while (await events.ReadAsync(heard, cancel) > 0)
            {
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // Ended all the same.
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
