using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Server.Hosting;
using Muster.Server.Storage;
using Counted = Muster.Core.Counted;

namespace Muster.Cli.Operating;

/// <summary><c>muster backup FILE</c> and <c>muster restore FILE</c>: a node's memory in one file.</summary>
internal static class BackupCommands
{
    public static Command CreateBackup(RegistryOptions registry, Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "Is made; must not be there yet." };
        var verb = new Verb("backup", "Takes a backup of a running node: what operators said, and who is registered.")
        {
            Details = ["The file is this user's alone: it holds all that the node knows. It is checked before it gets its name."],
            Examples = ["muster backup monday.muster", "muster backup /backups/monday.muster --registry https://registry-1:7501"],
        };
        verb.Add(file);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var path = line.GetRequiredValue(file);
            if (File.Exists(path)) throw new CommandFailure(ExitCode.Usage, $"There is a file {path} already. Name another, or remove it.");
            using var calls = registry.TargetOf(line, here).Open();
            var (head, bytes) = await WriteAsync(calls, path, cancel);
            here.Out.WriteLine($"{path}: {bytes:N0} bytes, {head}.");
            return ExitCode.Done;
        });
        return verb;
    }

    public static Command CreateRestore(Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "A backup." };
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "The folder of the node that is to live; must be empty or not there.", DefaultValueFactory = _ => "muster-data" };
        var verb = new Verb("restore", "Puts a backup into an empty data folder. No node may run there.")
        {
            Details = ["The node that is started then serves what was known, flagged stale until its providers are back."],
            Examples = ["muster restore monday.muster --data /var/lib/muster && muster server --data /var/lib/muster"],
        };
        verb.Add(file);
        verb.Add(data);
        verb.Does((line, _) =>
        {
            var (path, folder) = (line.GetRequiredValue(file), line.GetRequiredValue(data));
            try
            {
                using var backup = new FileStream(path, FileMode.Open, FileAccess.Read);
                var (head, instances, control) = Restore.Into(folder, backup);
                here.Out.WriteLine($"{folder}: {Counted.Of(instances, "instance")} and {Counted.Of(control, "piece")} of control data, {head}. Start it with: muster server --data {folder}");
                return Task.FromResult(ExitCode.Done);
            }
            catch (InvalidDataException bad)
            {
                throw new CommandFailure(ExitCode.Usage, $"{path} is not a whole backup: {bad.Message}. Nothing was restored. Use another one.");
            }
            catch (StartRefusedException refused)
            {
                throw new CommandFailure(ExitCode.Usage, string.Join(' ', refused.Faults));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailure(ExitCode.Usage, fault.Message);
            }
        });
        return verb;
    }

    /// <summary>Takes its name only once it is whole and on disk.</summary>
    private static async Task<(BackupHead Head, long Bytes)> WriteAsync(RegistryCalls calls, string path, CancellationToken cancel)
    {
        try
        {
            await using var unfinished = UnfinishedBackup.Begin(path);
            var file = unfinished.File;
            await calls.BackupAsync(file, cancel);
            file.Flush(flushToDisk: true);
            file.Position = 0;
            var head = BackupReader.Check(file);
            unfinished.Keep();
            return (head, file.Length);
        }
        catch (InvalidDataException cut)
        {
            throw new CommandFailure(ExitCode.Failed, $"The registry broke off: {cut.Message}. Try again.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"{path} cannot be written: {fault.Message}");
        }
    }
}
