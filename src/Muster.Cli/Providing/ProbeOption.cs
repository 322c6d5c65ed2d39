using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Cli.Providing;

/// <summary><c>--probe tcp|http:/PATH|grpc[:SERVICE]</c>: how detectors may ask an instance whether it is there.</summary>
internal static class ProbeOption
{
    public static Option<string?> Create() => new("--probe")
    {
        HelpName = "KIND", Description = "How detectors ask it, at its address, whether it is there: tcp, http:/PATH, grpc or grpc:SERVICE. Default: nobody asks.",
    };

    /// <summary>Null where nobody is to ask.</summary>
    /// <exception cref="CommandFailure">What is written names no way to ask.</exception>
    public static Probe? Read(string? written) => written is null ? null
        : ProbeWords.Parse(written) ?? throw new CommandFailure(ExitCode.Usage, $"--probe: {Names.Quote(written)} is not tcp, http:/PATH, grpc or grpc:SERVICE.");
}
