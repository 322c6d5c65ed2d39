using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>Shares targets out among the detectors of a location: each target goes to those whose hash with it is highest.</summary>
/// <remarks>Who comes or goes moves only the targets that are his; nobody has to agree with anybody.</remarks>
internal static class Rendezvous
{
    /// <summary>Two, so that a refusal has a second witness wherever there are two.</summary>
    public const int PerLocation = 2;

    public static ulong Score(string detector, string target) => XxHash64.Hash(detector, XxHash64.Hash(target, 0));

    /// <summary>Those of one location that are to ask.</summary>
    public static IEnumerable<T> Choose<T>(IEnumerable<T> detectors, Func<T, string> nameOf, string target) => detectors
        .OrderByDescending(detector => Score(nameOf(detector), target)).ThenBy(nameOf, StringComparer.Ordinal).Take(PerLocation);
}
