using System.Globalization;
using System.Text.Json.Serialization;
using Muster.Cli.CommandLine;
using Muster.Rpc;

namespace Muster.Cli.Access;

/// <summary>What stands in a certificate.</summary>
internal sealed record CertificateFacts(string Subject, IReadOnlyList<string> Names, string Issuer, string Serial, string Sha256, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Whether it is trusted as a peer's; null: it is one's own.</summary>
    public bool? Trusted { get; init; }

    /// <param name="title">Whose it is.</param>
    /// <param name="here">Where it is printed.</param>
    public void Print(string title, Surroundings here)
    {
        here.Out.WriteLine(title);
        Line("subject", Subject);
        Line("names", Names.Count == 0 ? "none" : string.Join(", ", Names));
        Line("issuer", Issuer);
        Line("serial", Serial);
        Line("sha256", Sha256);
        Line("holds", string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd HH:mm} to {Until:yyyy-MM-dd HH:mm} UTC; due for renewal from {CertificateLife.DueAt(From, Until):yyyy-MM-dd HH:mm} on"));
        if (Trusted is { } trusted) Line("trusted", trusted ? "yes" : "no: name its authority with --ca");

        void Line(string name, string value) => here.Out.WriteLine($"  {name,-8} {ForeignText.Show(value)}");
    }
}

/// <param name="Registry">The one that was asked; null: none was.</param>
/// <param name="Own">That of <c>--cert</c>; null: none was named.</param>
internal sealed record CertificatesJson(CertificateFacts? Registry, CertificateFacts? Own);

[JsonSerializable(typeof(CertificatesJson))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class CertificateJson : JsonSerializerContext;
