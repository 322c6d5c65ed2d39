using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Client.Credentials;

/// <summary>Asks registries, one after the other, for another certificate in place of the one that is shown to them.</summary>
/// <param name="registries">Those that are configured: of several authorities, only the one that gave it renews it.</param>
/// <param name="transport">Shows it.</param>
internal sealed class RenewalCall(IEnumerable<string> registries, RpcChannelOptions transport)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The certificate of the first that gives one; else what each of them said.</summary>
    /// <param name="request">PKCS #10, of the new key.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<(IssuedCertificate? Issued, string Why)> AskAsync(ByteString request, CancellationToken cancel)
    {
        var whys = new List<string>();
        foreach (var registry in registries)
        {
            try
            {
                using var channel = new RpcChannel(registry, transport);
                return (await channel.CallAsync(AdminMethods.RenewCertificate, new() { Request = request }, new(Patience), cancel).ConfigureAwait(false), "");
            }
            catch (Exception refused) when (refused is RpcException or ArgumentException)
            {
                whys.Add($"{registry} says: {refused.Message}");
            }
        }

        return (null, string.Join(" ", whys));
    }
}
