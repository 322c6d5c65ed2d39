using System.CommandLine;
using Muster.Cli.Access;
using Muster.Client.Credentials;
using Muster.Protocol;

namespace Muster.Cli.CommandLine;

/// <summary>What every verb that speaks to a registry is told: where it is, which namespace, and as whom.</summary>
internal sealed class RegistryOptions
{
    public const string DefaultAddress = "127.0.0.1:7501";
    public const string AddressVariable = "MUSTER_REGISTRY";
    public const string TokenVariable = "MUSTER_TOKEN";

    private readonly Option<string?> _address = new("--registry") { HelpName = "HOST:PORT", Description = $"The registry's RPC port; https://HOST:PORT for TLS. Default: ${AddressVariable}, else {DefaultAddress}." };
    private readonly Option<string?> _tokenFile = new("--token-file") { HelpName = "FILE", Description = $"Holds the token; verbs that stay read it at each connection. Default: ${TokenVariable}, else the one that 'muster login' kept." };
    private readonly Option<string?> _authority = new("--ca") { HelpName = "FILE", Description = "PEM: the authority that signed the registry's certificate. Default: the system's." };
    private readonly Option<string?> _certificate = new("--cert") { HelpName = "FILE", Description = "PEM: the certificate to show in a token's place, and its key; as 'muster cert join' writes it." };

    private readonly Option<string> _namespace = new("--namespace", "-n") { HelpName = "NAME", Description = "The namespace.", DefaultValueFactory = _ => "default" };

    private readonly Option<string> _form = new("--output", "-o") { HelpName = "table|json", Description = "For people or for programs.", DefaultValueFactory = _ => "table" };

    public RegistryOptions() => _form.AcceptOnlyFromAmong("table", "json");

    /// <summary>Lets a verb take them.</summary>
    public void AddTo(Command verb, bool printsLists, bool inNamespace = true)
    {
        if (inNamespace) verb.Add(_namespace);
        if (printsLists) verb.Add(_form);
        AddConnectionTo(verb);
    }

    /// <summary>For a verb that is about no namespace.</summary>
    public void AddConnectionTo(Command verb)
    {
        verb.Add(_address);
        verb.Add(_tokenFile);
        verb.Add(_authority);
        verb.Add(_certificate);
    }

    /// <summary>For a verb that asks no registry.</summary>
    public void AddFormTo(Command verb) => verb.Add(_form);

    /// <summary>Before the verb all of them are allowed; those that the verb does not take would be passed over in silence.</summary>
    /// <exception cref="CommandFailure">The verb does not take one that was given.</exception>
    public void RefuseWhere(ParseResult line)
    {
        var verb = line.CommandResult.Command;
        foreach (var option in (Option[])[_namespace, _form, _address, _tokenFile, _authority, _certificate])
            if (line.GetResult(option) is { Implicit: false } && !verb.Options.Contains(option))
                throw new CommandFailure(ExitCode.Usage, $"'{MusterCommand.PathTo(line.CommandResult)}' does not take {option.Name}.");
    }

    public OutputForm FormOf(ParseResult line) => line.GetValue(_form) == "json" ? OutputForm.Json : OutputForm.Table;

    /// <param name="line">What was said.</param>
    /// <param name="here">The variables that count where nothing was.</param>
    /// <param name="known">Whether what <c>muster login</c> kept counts after that.</param>
    /// <exception cref="CommandFailure">Something that was said cannot be.</exception>
    public RegistryTarget TargetOf(ParseResult line, Surroundings here, bool known = true)
    {
        var @namespace = line.GetValue(_namespace)!;
        if (Names.FaultInNamespace(@namespace) is { } fault) throw new CommandFailure(ExitCode.Usage, fault);

        var address = AddressOf(line, here);
        var ((token, tokenFile), authority) = (TokenOf(line, here), AuthorityOf(line));
        var target = new RegistryTarget(address, @namespace, token, authority) { TokenFile = tokenFile, CertificateFile = CertificateOf(line) };
        if (!known || (token.Length > 0 && authority is not null)) return target;
        var logins = Logins.Of(here);
        if (logins.Find(address) is not { } login) return target with { OtherLogins = logins.Addresses };
        var shows = token.Length > 0 || target.CertificateFile is not null;   // what was kept does not go before what was said
        return target with { Token = shows ? token : login.Token, AuthorityFile = authority ?? login.Authority };
    }

    /// <exception cref="CommandFailure">It holds none.</exception>
    public string? CertificateOf(ParseResult line)
    {
        if (line.GetValue(_certificate) is not { } file) return null;
        return OwnCertificate.FaultIn(file, "") is { } fault ? throw new CommandFailure(ExitCode.Usage, $"--cert: {file} cannot be used: {fault}") : file;
    }

    /// <exception cref="CommandFailure">It is none.</exception>
    public string AddressOf(ParseResult line, Surroundings here)
    {
        var (address, saidBy) = line.GetValue(_address) is { } said ? (said, "--registry")
            : here.Variable(AddressVariable) is { Length: > 0 } set ? (set, AddressVariable)
            : (DefaultAddress, "");
        return IsAddress(address)
            ? address
            : throw new CommandFailure(ExitCode.Usage, $"{saidBy}: {Names.Quote(address)} is not HOST:PORT, http://HOST:PORT or https://HOST:PORT.");
    }

    /// <summary>And the file that gives another one later: a pipe is read once, and gives none.</summary>
    private (string Token, string? File) TokenOf(ParseResult line, Surroundings here)
    {
        if (line.GetValue(_tokenFile) is not { } file) return (here.Variable(TokenVariable)?.Trim() ?? "", null);
        var (token, fault, lasts) = TokenFile.Read(file);
        return fault is null ? (token, lasts ? file : null) : throw new CommandFailure(ExitCode.Usage, $"--token-file: {fault}");
    }

    private string? AuthorityOf(ParseResult line)
    {
        if (line.GetValue(_authority) is not { } file) return null;
        return File.Exists(file) ? file : throw new CommandFailure(ExitCode.Usage, $"--ca: there is no file {file}.");
    }

    private static bool IsAddress(string address)
    {
        var text = address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.PathAndQuery == "/"
            && text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).Contains(':');
    }
}
