using Muster.Client.Balancing;
using Muster.Client.Credentials;
using Muster.Protocol;

namespace Muster.Client;

/// <summary>Checks the options as a whole: every fault is told at once.</summary>
internal static class OptionsFaults
{
    public static void Throw(MusterOptions options)
    {
        if (options.Registries.Count == 0) options.Registries.Add("127.0.0.1:7501");

        var faults = In(options).ToList();
        if (faults.Count > 0)
            throw new MusterException(ErrorCode.Invalid, $"The Muster options cannot be used: {string.Join(" ", faults)}");
    }

    /// <summary>Every fault, each beginning with the option's name.</summary>
    public static IEnumerable<string> In(MusterOptions options)
    {
        foreach (var registry in options.Registries)
            if (!IsAddress(registry))
                yield return $"Registries: {Names.Quote(registry)} is not host:port, http://host:port or https://host:port.";
        if (Names.FaultInNamespace(options.Namespace) is { } inNamespace) yield return $"Namespace: {inNamespace}";
        if (Names.FaultInPlace("zone", options.Zone) is { } inZone) yield return $"Zone: {inZone}";
        if (Names.FaultInPlace("unit", options.Unit) is { } inUnit) yield return $"Unit: {inUnit}";
        if (options is { Token.Length: > 0, TokenFile.Length: > 0 }) yield return "TokenFile: is set, and so is Token. Set one of them.";
        else if (options.TokenFile.Length > 0 && TokenFile.Read(options.TokenFile).Fault is { } inToken) yield return $"TokenFile: {inToken}";
        if (options.CertificateAuthorityFile.Length > 0 && !File.Exists(options.CertificateAuthorityFile))
            yield return $"CertificateAuthorityFile: {Names.Quote(options.CertificateAuthorityFile)} does not exist.";
        if (options.CertificateFile.Length == 0 && options.KeyFile.Length > 0)
            yield return "KeyFile: is set, and CertificateFile is not. Set both, or CertificateFile alone where it holds the key as well.";
        if (options.CertificateFile.Length > 0 && OwnCertificate.FaultIn(options.CertificateFile, options.KeyFile) is { } inCertificate)
            yield return $"CertificateFile: {Names.Quote(options.CertificateFile)} cannot be used: {inCertificate}";
        if (options.SnapshotMaximumAge <= TimeSpan.Zero)
            yield return $"SnapshotMaximumAge: {options.SnapshotMaximumAge} is not longer than zero; an empty SnapshotFolder turns snapshots off.";
        foreach (var fault in BalancingFaults.In(options.Balancing)) yield return $"Consumer:{fault}";
    }

    private static bool IsAddress(string registry)
    {
        var text = registry.Contains("://", StringComparison.Ordinal) ? registry : $"http://{registry}";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.PathAndQuery == "/"
            && text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].Contains(':', StringComparison.Ordinal);
    }
}
