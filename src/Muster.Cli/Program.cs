using System.Globalization;
using Muster.Cli.CommandLine;

// A node answers on the thread that heard the question, and half the cores listen (docs/decisions). The runtime reads this with the first socket.
if (args is ["server", ..])
{
    Preset("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", 1);
    Preset("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", Math.Max(1, Environment.ProcessorCount / 2));
}

return await MusterCommand.RunAsync(args, Surroundings.OfThisProcess());

static void Preset(string setting, int value) =>
    Environment.SetEnvironmentVariable(setting, Environment.GetEnvironmentVariable(setting) ?? value.ToString(CultureInfo.InvariantCulture));
