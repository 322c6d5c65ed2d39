namespace Muster.Chaos.Stage;

/// <summary>How a player reaches a registry.</summary>
/// <param name="Registry">Its address.</param>
/// <param name="AuthorityFile">Whom it trusts; empty where it speaks cleartext.</param>
/// <param name="TokenFile">Holds what it shows; empty for nothing.</param>
internal sealed record Way(string Registry, string AuthorityFile = "", string TokenFile = "")
{
    public string[] Arguments => ["--Muster:Registries:0", Registry, "--Muster:CertificateAuthorityFile", AuthorityFile, "--Muster:TokenFile", TokenFile];
}
