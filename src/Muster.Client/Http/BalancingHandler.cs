using Muster.Client.Balancing;
using Muster.Client.Outcomes;

namespace Muster.Client.Http;

/// <summary>Sends each request to an instance of one service, and to another one when that fails and it is safe.</summary>
/// <remarks>
/// <code>
///   request ─▶ pick ─▶ address ─▶ send ──▶ judge ─▶ answer ─▶ its body's end: judged again, if it is not short
///               ▲                            │
///               └── another, if it may be tried again, there is one, and the budget has room
/// </code>
/// The host of the request's URI is replaced for each attempt and put back at the end, so that an outer handler may send the
/// same request again. What the request sets as <c>Host</c> stays; by default it is the instance's address. Pools of the inner
/// handler go by address: no connection to an instance that has left is used for a later pick.
/// </remarks>
internal sealed class BalancingHandler(string service, IServiceDirectory directory, RetryBudgets budgets) : DelegatingHandler
{
    /// <summary>An answer that says it is no longer than this is read before the call counts as answered.</summary>
    private const long ShortAnswer = 64 * 1024;

    private readonly SharedRetryBudget _budget = budgets.Of(service);
    private readonly BalancingOptions _options = budgets.Options;
    private readonly TimeProvider _clock = budgets.Clock;
    private readonly ApiNames _names = budgets.Names;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri ?? throw new InvalidOperationException("A request needs a URI.");
        _budget.Called();
        try
        {
            return await TryAsync(request, asked, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.RequestUri = asked;
        }
    }

    private async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, Uri asked, CancellationToken cancel)
    {
        var key = request.Options.TryGetValue(MusterHttp.Key, out var named) ? named : "";
        var api = ApiOf(request, asked);
        var picked = directory.Pick(service, key);
        ServiceInstance[] tried = [picked.Instance];

        while (true)
        {
            var attempt = await CallAsync(request, asked, picked, api, cancel).ConfigureAwait(false);
            if (tried.Length >= _options.Retry.Attempts || !HttpJudgement.MayTryAgain(attempt.Shortfall, request)) return attempt.Conclude();
            if (!TryPickAnother(key, tried, out picked)) return attempt.Conclude();

            attempt.Response?.Dispose();
            tried = [.. tried, picked.Instance];
        }
    }

    private bool TryPickAnother(string key, ServiceInstance[] tried, out Picked another)
    {
        another = default;
        try
        {
            another = directory.Pick(service, key, tried);
        }
        catch (MusterException)
        {
            return false;   // the list has become empty meanwhile: the caller is told of the failed call instead
        }

        var id = another.Instance.Id;
        var granted = !Array.Exists(tried, instance => instance.Id == id);
        if (granted) BalancingMeter.Retried(service, granted = _budget.TryRetry());
        if (!granted) another.Cancelled();
        return granted;
    }

    private async Task<Attempt> CallAsync(HttpRequestMessage request, Uri asked, Picked picked, string api, CancellationToken cancel)
    {
        request.Options.Set(MusterHttp.Instance, picked.Instance);
        using var limit = new CancellationTokenSource(_options.Retry.AttemptTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var started = _clock.GetTimestamp();

        try
        {
            request.RequestUri = HttpTarget.Of(asked, picked.Instance);
            var response = await base.SendAsync(request, either.Token).ConfigureAwait(false);
            var isWhole = await ReadShortAnswerAsync(response, either.Token).ConfigureAwait(false);
            var shortfall = HttpJudgement.Of(response);
            if (shortfall is not Shortfall.None) picked.Failed(api);
            else if (HttpJudgement.GrpcStatusOf(response) is { } status) picked.Say(Answers.Grpc(status), api);
            else if (isWhole || IsTunnel(request, response)) picked.Succeeded(api);
            else response.Content = new JudgedContent(response.Content, new CallEnd(picked, api, response));
            return new Attempt(response, null, shortfall);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            var waited = _clock.GetElapsedTime(started);
            if (waited < _options.Ejection.UnansweredAfter) picked.Cancelled(api);
            else picked.Failed(api);   // a hung instance shows in no other way
            throw;
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            picked.Failed(api);
            var words = $"{picked.Instance} of {service} did not answer within {_options.Retry.AttemptTimeout} (Muster:Consumer:Retry:AttemptTimeout).";
            return new Attempt(null, new HttpRequestException(HttpRequestError.Unknown, words, late), Shortfall.Unanswered);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            picked.Failed(api);
            return new Attempt(null, error, HttpJudgement.Of(error));
        }
        catch
        {
            picked.Failed(api);
            throw;
        }
    }

    /// <summary>What the call is counted under: never the URL, of which there are as many as there are orders.</summary>
    private string ApiOf(HttpRequestMessage request, Uri asked)
    {
        if (ApiNames.IsGrpc(request.Content?.Headers.ContentType?.MediaType)) return asked.AbsolutePath;   // names a method of the interface
        return _names.Http(request.Method.Method, request.Options.TryGetValue(MusterHttp.Api, out var api) ? api : "");
    }

    /// <summary>Whether what follows the headers goes both ways, and is no answer.</summary>
    private static bool IsTunnel(HttpRequestMessage request, HttpResponseMessage response) =>
        request.Method == HttpMethod.Connect || response.StatusCode is System.Net.HttpStatusCode.SwitchingProtocols;

    /// <summary>Answers whether the whole answer is here. So that an instance that dies while it answers is noticed here, where another can be tried.</summary>
    private static async Task<bool> ReadShortAnswerAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var length = response.Content.Headers.ContentLength;
        if (length is not > 0) return length is 0;
        if (length > ShortAnswer) return false;
        try
        {
            await response.Content.LoadIntoBufferAsync(cancel).ConfigureAwait(false);
            return true;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
