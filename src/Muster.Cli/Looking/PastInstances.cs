using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Cli.Looking;

/// <summary><c>muster instances SERVICE --at 10m</c>: who answered it then.</summary>
internal static class PastInstances
{
    public static async Task<int> ShowAsync(RegistryCalls calls, string service, string written, OutputForm form, Surroundings here, CancellationToken cancel)
    {
        var (ago, moment, fault) = Moment.Parse("--at", written);
        if (fault is not null) throw new CommandFailure(ExitCode.Usage, fault);

        var told = await calls.PastAsync(new() { Service = service, AgoMs = (ulong)(ago?.TotalMilliseconds ?? 0), AtMs = moment?.ToUnixTimeMilliseconds() ?? 0 }, cancel);
        if (form is OutputForm.Json)
        {
            Screen.PrintJson(JsonSerializer.Serialize(PastListJson.Of(service, told), ApiJson.Plain.PastListJson), here);
            return ExitCode.Done;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(told.AtMs).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (told.Instances.Count > 0) Screen.Print(InstancesCommand.TableOf(new(new ServiceSnapshot { Service = service, Instances = { told.Instances } }, [])), here);
        here.Note(told.Instances.Count > 0 ? $"This is the list of {at}." : $"Nobody was listed at {at}.");
        return ExitCode.Done;
    }
}
