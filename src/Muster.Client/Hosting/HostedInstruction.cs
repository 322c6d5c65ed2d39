namespace Muster.Client.Hosting;

/// <summary>The host's part in an instruction of one name.</summary>
internal sealed record HostedInstruction(string Name, Func<IServiceProvider, IReadOnlyDictionary<string, string>, CancellationToken, Task> Handle);
