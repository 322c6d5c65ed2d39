using Muster.Protocol;

namespace Muster.Client.Http;

/// <summary>Where a request to a service goes once an instance is picked: the instance's address, the request's path.</summary>
internal static class HttpTarget
{
    /// <exception cref="MusterException">The instance has no address that the request may go to.</exception>
    public static Uri Of(Uri asked, ServiceInstance instance)
    {
        foreach (var address in instance.Addresses)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var at) || !Fits(asked, at)) continue;
            return new Uri(at.GetLeftPart(UriPartial.Authority) + at.AbsolutePath.TrimEnd('/') + asked.PathAndQuery);
        }

        throw new MusterException(
            ErrorCode.Invalid,
            $"Instance {instance.Id} has no {(NeedsTls(asked) ? "https" : "http or https")} address for {asked}: it registered {string.Join(", ", instance.Addresses)}.");
    }

    /// <summary>Who asks for TLS gets no less; who does not may get it.</summary>
    private static bool Fits(Uri asked, Uri at) => at.Scheme == Uri.UriSchemeHttps || (at.Scheme == Uri.UriSchemeHttp && !NeedsTls(asked));

    private static bool NeedsTls(Uri asked) => asked.Scheme == Uri.UriSchemeHttps;
}
