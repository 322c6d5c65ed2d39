using System.CommandLine;
using Muster.Cli;

var muster = new RootCommand("Muster, a registration center for RPC systems.") { ServerCommand.Create() };
return await muster.Parse(args).InvokeAsync();
