using Muster.Protocol;

namespace Muster.Rpc;

/// <summary>The methods of <c>muster.v1.Registry</c>.</summary>
public static class RegistryMethods
{
    /// <summary>The path of the conversation, which runs over an <see cref="ICarrier"/>.</summary>
    public const string Connect = "/muster.v1.Registry/Connect";

    /// <summary>The namespaces that the caller may list.</summary>
    public static readonly RpcMethod<ListNamespacesRequest, ListNamespacesResponse> ListNamespaces =
        new("/muster.v1.Registry/ListNamespaces", ListNamespacesRequest.Parser, ListNamespacesResponse.Parser);

    /// <summary>The services of a namespace.</summary>
    public static readonly RpcMethod<ListServicesRequest, ListServicesResponse> ListServices =
        new("/muster.v1.Registry/ListServices", ListServicesRequest.Parser, ListServicesResponse.Parser);

    /// <summary>A service's whole list in one message.</summary>
    public static readonly RpcMethod<ListInstancesRequest, ServiceSnapshot> ListInstances =
        new("/muster.v1.Registry/ListInstances", ListInstancesRequest.Parser, ServiceSnapshot.Parser);

    /// <summary>A service's list and then its changes; one request, many answers.</summary>
    public static readonly RpcMethod<WatchRequest, Down> Watch =
        new("/muster.v1.Registry/Watch", WatchRequest.Parser, Down.Parser);
}
