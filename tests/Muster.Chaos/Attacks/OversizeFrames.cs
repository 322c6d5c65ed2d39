using System.Net;
using System.Net.Http.Headers;
using Muster.Protocol;

namespace Muster.Chaos.Attacks;

/// <summary>Messages that announce more than is read, before and after Hello, on both carriers. None of their content is ever sent.</summary>
internal sealed class OversizeFrames(Target target) : IDisposable
{
    private const int Times = 50;
    private const int First = (64 << 10) + 1, Later = (4 << 20) + 1, Frame = Limits.FrameBytes + 1;

    private readonly HttpClient _http = new();

    public async Task<Outcome> PlayAsync(CancellationToken cancel)
    {
        var (lean, leanLater, whole, grpc, grpcLater) = (0, 0, 0, 0, 0);
        var hello = LeanPeer.Frame(new Up { Hello = new Hello { Protocol = 1, Client = "oversize", Namespace = Target.Namespace } });
        for (var i = 0; i < Times; i++)
        {
            if (await IsEndedAsync(LeanPeer.Prefix(First), greeted: false, cancel)) lean++;
            if (await IsEndedAsync(LeanPeer.Prefix(Later), greeted: true, cancel)) leanLater++;
            if (await IsRefusedAsync(LeanPeer.Prefix(First), cancel)) grpc++;
            if (await IsRefusedAsync([.. hello, .. LeanPeer.Prefix(Later)], cancel)) grpcLater++;
            if (i % 10 == 0 && await IsToldAsync(cancel)) whole++;
        }

        return new(
            (lean, leanLater, grpc, grpcLater, whole) == (Times, Times, Times, Times, Times / 10),
            $"of {Times} each refused: {lean} first frames of 64 KiB + 1 and {leanLater} later ones of 4 MiB + 1 on lean frames, {grpc} and {grpcLater} on gRPC; {whole} of {Times / 10} whole frames of 1 MiB + 1");
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsEndedAsync(byte[] prefix, bool greeted, CancellationToken cancel)
    {
        await using var peer = await LeanPeer.DialAsync(target, cancel);
        if (greeted && (await peer.HelloAsync("", null, cancel))?.Welcome is null) return false;
        await peer.SayAsync(prefix, cancel);
        return await peer.HearAsync(cancel) is null && peer.Farewell.Contains("exceeds the limit", StringComparison.Ordinal);
    }

    private async Task<bool> IsToldAsync(CancellationToken cancel)
    {
        await using var peer = await LeanPeer.DialAsync(target, cancel);
        await peer.HelloAsync("", null, cancel);
        await peer.SayAsync((byte[])[.. LeanPeer.Prefix(Frame), .. new byte[Frame]], cancel);
        return (await peer.HearAsync(cancel))?.Refused is not null;
    }

    private async Task<bool> IsRefusedAsync(byte[] body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Method(Rpc.RegistryMethods.Connect))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await _http.SendAsync(request, cancel);
        return GrpcAnswer.StatusOf(answer) == "8";   // RESOURCE_EXHAUSTED
    }
}
