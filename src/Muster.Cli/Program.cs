using Muster.Cli.CommandLine;

// A node answers on the thread that heard the question (docs/decisions). The runtime reads this with the first socket.
const string inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (args is ["server", ..]) Environment.SetEnvironmentVariable(inline, Environment.GetEnvironmentVariable(inline) ?? "1");

return await MusterCommand.RunAsync(args, Surroundings.OfThisProcess());
