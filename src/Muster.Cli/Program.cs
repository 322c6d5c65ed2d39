using Muster.Cli.CommandLine;

return await MusterCommand.RunAsync(args, Surroundings.OfThisProcess());
