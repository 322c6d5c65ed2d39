using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.CommandLine;

/// <summary>Asks a registry single questions; every failure is told in words that say what to do.</summary>
internal sealed class RegistryCalls(RegistryTarget target, RpcChannel channel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RpcMetadata _credential = CredentialOf(target);

    public Task<ListServicesResponse> ServicesAsync(CancellationToken cancel) =>
        AskAsync(RegistryMethods.ListServices, new ListServicesRequest { Namespace = target.Namespace }, cancel);

    public Task<ServiceSnapshot> InstancesAsync(string service, CancellationToken cancel) =>
        AskAsync(RegistryMethods.ListInstances, new ListInstancesRequest { Namespace = target.Namespace, Service = service }, cancel);

    /// <summary>Whether the registry answers and knows the token; needs no right.</summary>
    public Task KnockAsync(CancellationToken cancel) => AskAsync(RegistryMethods.ListNamespaces, new ListNamespacesRequest(), cancel);

    public void Dispose() => channel.Dispose();

    private async Task<TResponse> AskAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancel)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        try
        {
            return await channel.CallAsync(method, request, new RpcCallOptions(Patience, _credential), cancel);
        }
        catch (RpcException failure)
        {
            throw CallFailure.Explain(failure, target.Address, Patience);
        }
    }

    private static RpcMetadata CredentialOf(RegistryTarget target)
    {
        var metadata = new RpcMetadata();
        if (target.Token.Length == 0) return metadata;
        try
        {
            metadata.Add("authorization", $"Bearer {target.Token}");
        }
        catch (ArgumentException)
        {
            throw new CommandFailure(ExitCode.Usage, $"The token has characters that no token has. Check {RegistryOptions.TokenVariable} or --token-file.");
        }

        return metadata;
    }
}
