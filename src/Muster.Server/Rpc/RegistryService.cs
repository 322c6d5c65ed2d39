using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;
using Muster.Server.Api;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Registry</c>: the conversation, and the calls beside it.</summary>
/// <remarks>Each call is authorized by its own bearer token; a conversation by the token in its Hello, which the registry itself checks; where there is none, by the certificate of the connection.</remarks>
internal sealed class RegistryService(RegistryDoor door, Gate gate)
{
    /// <summary>A list above this is only sent in pages: other implementations of gRPC take no larger message.</summary>
    private const int LargestAnswer = 4 * 1024 * 1024;

    public void Map(RpcRoutes routes)
    {
        routes.Open(RegistryMethods.Connect);   // Hello says who it is
        routes.MapCarrier(RegistryMethods.Connect, ConnectAsync);
        routes.MapCarrier(RegistryMethods.Watch.Path, WatchAsync);
        routes.MapUnary(RegistryMethods.ListNamespaces, (_, call, _) => Task.FromResult(ListNamespaces(call.Http.Request)));
        routes.MapUnary(RegistryMethods.ListServices, (request, call, _) => Task.FromResult(ListServices(request, call.Http.Request)));
        routes.MapEncoded(RegistryMethods.ListInstances, (request, call) => ListInstances(request, call.Http.Request));
    }

    /// <summary>Holds a conversation that no HTTP request carries.</summary>
    /// <exception cref="CarrierLostException">The client broke off, or sent what the carrier cannot read.</exception>
    public Task ConverseAsync(ICarrier carrier, EndPoint? client, ShownCertificate? certificate) =>
        Open(carrier, "lean", Gate.OriginOf(client), certificate).ConverseAsync(CancellationToken.None);

    private async Task ConnectAsync(ICarrier carrier, HttpContext http, CancellationToken cancel)
    {
        await Open(carrier, http).ConverseAsync(cancel);
        cancel.ThrowIfCancellationRequested();   // a deadline that passed is no good end
    }

    private async Task WatchAsync(ICarrier carrier, HttpContext http, CancellationToken cancel)
    {
        var request = await ReadWatchAsync(carrier, cancel);
        var caller = Admit(http.Request, Verb.Subscribe, new(request.Namespace, request.Service));
        await Open(carrier, http).FollowAsync(caller, new(request.Namespace, request.Service), request.Held, cancel);
        cancel.ThrowIfCancellationRequested();
    }

    private ListNamespacesResponse ListNamespaces(HttpRequest http)
    {
        var (caller, error) = gate.Identify(http);
        if (caller is null) throw Refusal.Of(error!);

        var visible = door.Loop.Views.All().Select(feed => feed.Key.Namespace).Distinct()
            .Where(name => CallerDirectory.Authorize(caller, Verb.List, new(name, null)) is null);
        return new() { Namespaces = { visible } };
    }

    private ListServicesResponse ListServices(ListServicesRequest request, HttpRequest http)
    {
        var caller = Admit(http, Verb.List, new(request.Namespace, null));
        var visible = door.Loop.Views.In(request.Namespace)
            .Where(feed => CallerDirectory.Authorize(caller, Verb.List, new(request.Namespace, feed.Key.Service)) is null);
        return new() { Services = { visible.Select(Summary.Of) } };
    }

    private ReadOnlyMemory<byte> ListInstances(ListInstancesRequest request, HttpRequest http)
    {
        var caller = Admit(http, Verb.List, new(request.Namespace, request.Service));
        var key = new ServiceKey(request.Namespace, request.Service);
        var view = (request.OnlyLooking ? door.Loop.Views.Find(key)?.Current : door.Loop.Views.Read(key, caller)) ?? throw Refusal.Of(door.Loop.Views.Absent(key));
        return view.Encodings.Listing(LargestAnswer)
            ?? throw new RpcException(RpcStatusCode.ResourceExhausted, $"The list of service '{request.Service}' is larger than {LargestAnswer} bytes. Use Watch, which sends it in pages.");
    }

    private RegistryConnection Open(ICarrier carrier, HttpContext http) => Open(carrier, "grpc", Gate.OriginOf(http.Request), ClientCertificates.On(http.Features));

    private RegistryConnection Open(ICarrier carrier, string kind, Origin origin, ShownCertificate? certificate) =>
        new(carrier, kind, origin, RandomNumberGenerator.GetBytes(16), door) { Certificate = certificate };

    private Caller Admit(HttpRequest http, Verb verb, Resource resource)
    {
        var (caller, error) = gate.Admit(http, verb, resource);
        return caller ?? throw Refusal.Of(error!);
    }

    private static async Task<WatchRequest> ReadWatchAsync(ICarrier carrier, CancellationToken cancel)
    {
        var message = await carrier.ReceiveAsync(cancel)
            ?? throw new RpcException(RpcStatusCode.Internal, "The request ended without a message.");
        return WatchRequest.Parser.Decode(new(message));
    }
}
