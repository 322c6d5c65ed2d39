using System.Net.Sockets;
using System.Security.Authentication;
using Muster.Rpc;

namespace Muster.Cli.CommandLine;

/// <summary>What a failed call means to the person who asked, and what to do next.</summary>
internal static class CallFailure
{
    /// <summary>Addresses of logins that are named.</summary>
    private const int MostNamed = 5;

    public static CommandFailure Explain(RpcException failure, RegistryTarget target, TimeSpan patience)
    {
        var address = target.Address;
        if (Find<AuthenticationException>(failure) is { InnerException: { } refused })   // the handshake, not the certificate
            return new(ExitCode.Unreachable, $"No TLS connection comes about at {address} ({Bare(refused.Message)}). It is the registry's RPC port that is asked, usually 7501. Name it with --registry or {RegistryOptions.AddressVariable}.");
        if (Find<AuthenticationException>(failure) is { } untrusted)
            return new(ExitCode.Unreachable, $"The certificate of the registry at {address} is not trusted ({Bare(untrusted.Message)}). Name its authority with --ca FILE.");
        if (Find<SocketException>(failure) is { } socket)
            return NoAnswer(address, WordsOf(socket));

        return failure.Code switch
        {
            RpcStatusCode.Unauthenticated when !target.HasCredential && target.OtherLogins is { Count: > 0 } others =>
                new(ExitCode.Refused, $"{failure.Message} 'muster login' has kept one for {Named(others)}, and none for {address}: name such a registry with --registry, or log in to this one."),
            RpcStatusCode.Unauthenticated or RpcStatusCode.PermissionDenied => new(ExitCode.Refused, failure.Message),
            RpcStatusCode.InvalidArgument or RpcStatusCode.ResourceExhausted => new(ExitCode.Usage, failure.Message),
            RpcStatusCode.NotFound => new(ExitCode.NotFound, failure.Message),
            RpcStatusCode.AlreadyExists => new(ExitCode.Conflict, failure.Message),
            RpcStatusCode.DeadlineExceeded => NoAnswer(address, $"no answer within {patience.TotalSeconds:0} s"),
            _ when Find<HttpRequestException>(failure) is not null || failure.Code is RpcStatusCode.Unimplemented =>
                new(ExitCode.Unreachable, $"What answers at {address} is not a registry's RPC port. That is usually 7501, and needs https:// where the registry has a certificate. Name it with --registry or {RegistryOptions.AddressVariable}."),
            RpcStatusCode.Unavailable when Advises(failure) => new(ExitCode.Unreachable, $"The registry at {address} cannot answer now: {failure.Message}"),
            RpcStatusCode.Unavailable => new(ExitCode.Unreachable, $"The registry at {address} cannot answer now ({Bare(failure.Message)}). Try again."),
            _ => new(ExitCode.Failed, $"The registry at {address} failed: {failure.Message}"),
        };
    }

    private static string Named(IReadOnlyList<string> addresses) =>
        string.Join(", ", addresses.Take(MostNamed)) + (addresses.Count > MostNamed ? $" and {addresses.Count - MostNamed} more" : "");

    private static CommandFailure NoAnswer(string address, string why) =>
        new(ExitCode.Unreachable, $"No registry answers at {address} ({why}). Start one with 'muster server', or name it with --registry or {RegistryOptions.AddressVariable}.");

    /// <summary>Whether the registry itself has said more than what is wrong: what to do stands in its second sentence.</summary>
    private static bool Advises(RpcException failure) => failure.InnerException is null && failure.Message.Contains(". ", StringComparison.Ordinal);

    private static string WordsOf(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no such host",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no way to the host",
        SocketError.TimedOut => "no answer in time",
        _ => Bare(failure.Message),
    };

    private static string Bare(string message) => message.TrimEnd('.');

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is T found) return found;
        return null;
    }
}
