using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Muster.Bench;

if (args is ["client"]) return ClientTable.Run();

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithOptions(ConfigOptions.JoinSummary));
return 0;
