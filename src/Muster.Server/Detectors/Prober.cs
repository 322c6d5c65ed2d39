using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Server.Detectors;

/// <summary>Performs one order, and says what came of it.</summary>
internal sealed class Prober(TargetRules rules, TimeProvider time)
{
    /// <exception cref="OperationCanceledException">The detector stops.</exception>
    public async Task<ProbeResult> TryAsync(ProbeOrder order, CancellationToken stopping)
    {
        var limit = TimeSpan.FromMilliseconds(order.Probe.TimeoutMs);
        using var patience = new CancellationTokenSource(limit, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        var (outcome, words) = await AskAsync(order, limit, over.Token);
        stopping.ThrowIfCancellationRequested();
        return new ProbeResult { Number = order.Number, Outcome = outcome, Evidence = outcome is Outcome.Unspecified ? words : $"{WhatOf(order.Probe)} {words}" };
    }

    private async Task<(Outcome Outcome, string Words)> AskAsync(ProbeOrder order, TimeSpan limit, CancellationToken cancel)
    {
        if (!Uri.TryCreate(order.Address, UriKind.Absolute, out var address)) return (Outcome.Unspecified, "the address is no URI");
        try
        {
            var (connected, why) = await ProbeLine.ConnectAsync(address, rules, cancel);
            if (connected is null) return (Outcome.Unspecified, why);
            await using var line = connected;
            return await AskAsync(order.Probe, address, line, cancel);
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return (Outcome.Refused, "connection refused");
        }
        catch (SocketException)
        {
            return (Outcome.Silent, "no way to the host");
        }
        catch (OperationCanceledException)
        {
            return (Outcome.Silent, string.Create(CultureInfo.InvariantCulture, $"no answer in {limit.TotalSeconds:0.###} s"));
        }
        catch (AuthenticationException)
        {
            return (Outcome.Down, "no TLS");
        }
        catch (IOException)
        {
            return (Outcome.Down, "connection broken");
        }
    }

    private static async Task<(Outcome Outcome, string Words)> AskAsync(Probe probe, Uri address, NetworkStream line, CancellationToken cancel)
    {
        switch (probe.Kind)
        {
            case Probe.Types.Kind.Tcp:
                return (Outcome.Up, "open");
            case Probe.Types.Kind.Http:
                var status = await HttpProbe.AskAsync(line, address, probe.Path, cancel);
                return (status is >= 200 and <= 299 ? Outcome.Up : Outcome.Down, status?.ToString(CultureInfo.InvariantCulture) ?? "no HTTP");
            case Probe.Types.Kind.Grpc:
                var (serves, words) = await GrpcProbe.AskAsync(line, address, probe.Service, cancel);
                return (serves ? Outcome.Up : Outcome.Down, words);
            default:
                return (Outcome.Unspecified, "the detector does not know this kind of probe: update it");
        }
    }

    private static string WhatOf(Probe probe) => probe.Kind switch
    {
        Probe.Types.Kind.Http => $"HTTP {(probe.Path.Length <= 40 ? probe.Path : $"{probe.Path[..40]}…")}",
        Probe.Types.Kind.Grpc when probe.Service.Length > 0 => $"gRPC {(probe.Service.Length <= 40 ? probe.Service : $"{probe.Service[..40]}…")}",
        Probe.Types.Kind.Grpc => "gRPC",
        _ => "TCP",
    };
}
