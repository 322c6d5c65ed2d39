using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;
using Muster.Server.Tests.Rpc;

namespace Muster.Server.Tests.Access;

/// <summary>Of somebody who has not shown who he is, 64 KB are read and no more; the length alone decides, before the rest has come.</summary>
public sealed class StrangersMessages : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-strangers-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("grpc")]
    [InlineData("lean")]
    public async Task A_first_frame_above_it_ends_the_conversation_and_one_after_Hello_does_not(string kind)
    {
        await using var node = await StartAsync();
        await using var stranger = await DialAsync();
        var sending = Record.ExceptionAsync(() => stranger.SendAsync(new byte[MessageFrame.StrangersMaxMessageSize + 1]));
        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => stranger.ReceiveAsync());
        await sending;
        Assert.Contains("A message of 65537 bytes exceeds the limit of 65536.", lost.ToString(), StringComparison.Ordinal);

        await using var known = await DialAsync();
        await known.HelloAsync("alice");
        await known.SendAsync(new byte[Limits.FrameBytes + 1]);
        Assert.Equal("The frame has 1048577 bytes; the limit is 1048576. Send its content in several frames.", (await known.ReceiveAsync())?.Refused?.Error.Message);

        Task<PlainClient> DialAsync() => kind == "grpc" ? node.DialAsync() : node.DialLeanAsync();
    }

    [Fact]
    public async Task What_is_announced_above_it_on_lean_frames_is_not_waited_for()
    {
        await using var node = await StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(node.Rpc, Cancel);

        await socket.SendAsync(LeanMark.Call, Cancel);
        await socket.SendAsync(new byte[] { 0, 0, 1, 0, 1 }, Cancel);

        var answer = new byte[LeanMark.Answer.Length + 1];
        await using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(answer, Cancel).AsTask().WaitAsync(Patience, Cancel);
        Assert.Equal(LeanFrame.End, answer[^1]);
    }

    [Theory]
    [InlineData("unheard-of", "00 00010001", "16")]
    [InlineData("unheard-of", "00 00000010", "16")]
    [InlineData("unheard-of", "", "16")]
    [InlineData("alice", "00 00010001", "13")]
    [InlineData("", "00 00010001", "13")]             // on this machine, which the operator left open, anybody is known
    [InlineData("alice", "00 00400001", "8")]
    public async Task The_head_of_a_call_decides_how_much_of_it_is_read(string token, string body, string status)
    {
        await using var node = await StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{node.Address}/muster.v1.Admin/EditOverlays"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal([status], response.TrailingHeaders.TryGetValues("grpc-status", out var told) ? told : response.Headers.GetValues("grpc-status"));
    }

    [Theory]
    [InlineData("/muster.v1.Admin/EditOverlays")]
    [InlineData("/muster.v1.Admin/Backup")]
    [InlineData("/muster.v1.Registry/ListInstances")]
    [InlineData("/muster.v1.Registry/Watch")]
    public async Task A_strangers_call_is_refused_before_a_byte_of_its_message_has_come(string path)
    {
        await using var node = await StartAsync();
        using var http = new HttpClient();
        using var message = new Unsaid();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{node.Address}{path}")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = message };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "unheard-of");

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel).WaitAsync(Patience, Cancel);
        message.End();
        await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(["16"], response.TrailingHeaders.TryGetValues("grpc-status", out var told) ? told : response.Headers.GetValues("grpc-status"));
    }

    private Task<LiveNode> StartAsync() => LiveNode.StartAsync(_folder, options => options.Give("alice", "*", "*", ["list", "subscribe", "register", "operate"]));

    /// <summary>A message of which nothing comes.</summary>
    private sealed class Unsaid : HttpContent
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Unsaid() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync(Cancel);
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
