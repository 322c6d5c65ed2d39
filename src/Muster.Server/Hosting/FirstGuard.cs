using System.Globalization;
using System.Text;

namespace Muster.Server.Hosting;

/// <summary>What a node made for its guard at a first start that nobody may do without a token.</summary>
/// <param name="Secret">Of a token that may do everything.</param>
/// <param name="SecretFile">Holds it, for the node's user alone.</param>
/// <param name="AuthorityFile">What clients have to trust; null where the certificate was given.</param>
internal sealed record FirstGuard(string Secret, string SecretFile, string? AuthorityFile)
{
    /// <summary>Only this machine can reach the node, and it has no certificate.</summary>
    public bool InCleartext { get; init; }

    /// <summary>What the operator is told.</summary>
    /// <param name="rpcPort">Where clients connect.</param>
    /// <param name="shown">Whether nobody keeps what is printed: a journal would.</param>
    public string Words(int rpcPort, bool shown)
    {
        var words = new StringBuilder("This node serves nobody without a token, and nobody could administer it: it made a token that may do everything, for 90 days.\n");
        if (shown) words.Append(CultureInfo.InvariantCulture, $"\n    {Secret}\n\nIt is told this once");
        else words.Append("It is not told here, as this is kept");
        var trust = AuthorityFile is null ? "" : $" --ca {AuthorityFile}";
        return words.Append(CultureInfo.InvariantCulture, $"; {SecretFile} holds it, for this user alone. To use it here:\n\n    muster login --registry {(InCleartext ? "" : "https://")}localhost:{rpcPort}{trust} --token-file {SecretFile}\n").ToString();
    }
}
