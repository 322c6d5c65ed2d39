using System.Net;
using Muster.Server.Detectors;

namespace Muster.Server.Hosting;

/// <summary>How the node looks after instances that asked to be probed: the section <c>MusterServer:Detector</c>.</summary>
internal sealed class DetectorOptions
{
    /// <summary>Where the node looks from: name it as the zone whose consumers it speaks for. Default <c>default</c>.</summary>
    public string Location { get; set; } = "default";

    /// <summary>
    /// Networks such as <c>127.0.0.0/8</c> that may be probed although they are this machine, its link or a cloud's own. Default
    /// none; a node that only this machine can reach may probe this machine. Whoever may register can have these addresses tried.
    /// </summary>
    public IList<string> Allow { get; } = [];

    /// <param name="loopback">Whether only this machine can reach the node.</param>
    public TargetRules ToRules(bool loopback) => new(loopback, [.. Allow.Select(IPNetwork.Parse)]);
}
