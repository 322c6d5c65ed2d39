using System.Net;
using Microsoft.AspNetCore.Http;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Access;
using Muster.Server.Audit;

namespace Muster.Server.Api;

/// <summary>Lets a request in: who asks, whether the names are names, and whether he may.</summary>
internal sealed class Gate(CallerDirectory callers, AuditTrail audit, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private readonly CallPaces _paces = new(callers.Usages, time);

    /// <summary>Whether the head of a request says who asks. Nothing is told to the audit: that is for whoever answers.</summary>
    public bool Knows(HttpRequest request) => Recognize(request).Caller is not null;

    /// <summary>The caller, or why he is not one, or calls too often. Asked once a request.</summary>
    public (Caller? Caller, Error? Error) Identify(HttpRequest request)
    {
        var (caller, error) = Recognize(request);
        if (caller is not null) return _paces.Take(caller) is { } tooFast ? (null, tooFast) : (caller with { From = PeerOf(request) }, null);
        audit.Tell(RegistryWords.Denied("", PeerOf(request), $"{request.Method} {request.Path}", error!));
        return (null, error);
    }

    /// <summary>As <see cref="Identify"/>, for what changes something: a web page of elsewhere is no caller without a token.</summary>
    public (Caller? Caller, Error? Error) IdentifyWriter(HttpRequest request)
    {
        var (caller, error) = Identify(request);
        if (caller is null || caller.Name != Caller.Anonymous.Name || CrossSite.FaultInSite(request) is not { } fault) return (caller, error);
        audit.Tell(RegistryWords.Denied(caller.Name, caller.From, $"{request.Method} {request.Path}", fault));
        return (null, fault);
    }

    /// <summary>The caller, or why he may not do this here.</summary>
    public (Caller? Caller, Error? Error) Admit(HttpRequest request, Verb verb, Resource resource)
    {
        var (caller, error) = verb is Verb.List or Verb.Subscribe ? Identify(request) : IdentifyWriter(request);
        if (caller is null) return (null, error);

        if (resource != Resource.Registry && (Names.FaultInNamespace(resource.Namespace) ?? (resource.Service is null ? null : Names.FaultInService(resource.Service))) is { } fault)
            return (null, Errors.Invalid(fault));

        error = CallerDirectory.Authorize(caller, verb, resource);
        if (error is null && verb is Verb.Subscribe) error = QuotaRule.OneMoreSubscription(caller, callers.Usages.Of(caller.Name));   // in its own status; the registry itself counts
        if (error is null) return (caller, null);
        audit.Tell(RegistryWords.Denied(caller.Name, caller.From, $"{verb.ToString().ToLowerInvariant()} {resource}", error));
        return (null, error);
    }

    /// <summary>Where the request came from. One that a proxy passed on came from anywhere, wherever the proxy stands.</summary>
    public static Origin OriginOf(HttpRequest request)
    {
        var headers = request.Headers;
        var passedOn = headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("Via");
        return passedOn ? Origin.Network : OriginOf(request.HttpContext.Connection.RemoteIpAddress);
    }

    /// <summary>The address that a request came from, for the record.</summary>
    public static string PeerOf(HttpRequest request) => $"{request.HttpContext.Connection.RemoteIpAddress}:{request.HttpContext.Connection.RemotePort}";

    /// <summary>Where a connection that carries no HTTP came from.</summary>
    public static Origin OriginOf(EndPoint? peer) => OriginOf((peer as IPEndPoint)?.Address);

    private (Caller? Caller, Error? Error) Recognize(HttpRequest request)
    {
        var credential = request.Headers.Authorization.ToString();
        if (credential.Length > 0 && !credential.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return (null, Errors.Of(ErrorCode.Unauthenticated, "The Authorization header is not of the form 'Bearer TOKEN', which is all that this registry reads."));

        var origin = OriginOf(request);
        var (caller, error) = callers.Identify(credential.Length > 0 ? credential[Scheme.Length..].Trim() : "", origin, ClientCertificates.On(request.HttpContext.Features));
        if (caller?.Name == Caller.Anonymous.Name && HttpProtocol.IsHttp11(request.Protocol)) error = CrossSite.FaultInName(request, origin);   // what browsers speak in cleartext
        return error is null ? (caller, null) : (null, error);
    }

    private static Origin OriginOf(IPAddress? peer) => peer is not null && IPAddress.IsLoopback(peer) ? Origin.Loopback : Origin.Network;
}
