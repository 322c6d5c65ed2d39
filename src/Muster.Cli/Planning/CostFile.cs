using System.Text.Json;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Planning;

/// <summary>Where measured coefficients are kept.</summary>
internal static class CostFile
{
    /// <summary>In the person's own configuration; <c>--model</c> names another.</summary>
    public static string UsualPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "muster", "plan.json");

    /// <summary>The named file; else the usual one where it is there, else what is built in.</summary>
    /// <exception cref="CommandFailure">The file cannot be used.</exception>
    public static StormCosts Read(string? named)
    {
        var path = named ?? UsualPath;
        if (named is null && !File.Exists(path)) return BuiltInCosts.Value;
        try
        {
            var costs = JsonSerializer.Deserialize(File.ReadAllText(path), PlanJson.Default.StormCosts);
            return costs is null ? throw Fault(path, "It is empty") : costs with { Source = $"{costs.Source}, {path}" };
        }
        catch (JsonException fault)
        {
            throw Fault(path, fault.Message.TrimEnd('.'));
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--model: {unread.Message}");
        }
    }

    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static string Write(StormCosts costs, string? named)
    {
        var path = Path.GetFullPath(named ?? UsualPath);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, JsonSerializer.Serialize(costs, PlanJson.Default.StormCosts) + Environment.NewLine);
            return path;
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--model: {unwritten.Message}");
        }
    }

    private static CommandFailure Fault(string path, string why) =>
        new(ExitCode.Usage, $"--model: {path} holds no coefficients ({why}). Make it anew with 'muster plan --measure'.");
}
