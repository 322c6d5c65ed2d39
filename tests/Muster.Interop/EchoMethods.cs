using Muster.Rpc;

namespace Muster.Interop;

/// <summary>The service that both languages answer. <c>wait</c> never answers; <c>fail</c> refuses; <c>metadata</c> gives back what came.</summary>
internal static class EchoMethods
{
    public const string Raw = "/muster.interop.Echo/Raw";
    public const string Complaint = "schön 100 % 🚀\nund Schluss";

    public static readonly RpcMethod<Echo, Echo> Unary = Of("Unary");
    public static readonly RpcMethod<Echo, Echo> ServerStream = Of("ServerStream");
    public static readonly RpcMethod<Echo, Echo> ClientStream = Of("ClientStream");
    public static readonly RpcMethod<Echo, Echo> Both = Of("Both");

    public static RpcMethod<Echo, Echo> Of(string name) => new($"/muster.interop.Echo/{name}", Echo.Parser, Echo.Parser);
}
