using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Muster.Chaos.Instructions;

namespace Muster.Chaos.Players;

/// <summary>What a process does on instruction, a line when it begins and another when it has ended, for <see cref="Deeds"/> to read.</summary>
internal sealed class DeedLog(string path) : IDisposable
{
    public const string Id = "id";

    private readonly string _hold = Hold.FileIn(Path.GetDirectoryName(path)!);
    private readonly TextWriter _file = TextWriter.Synchronized(new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true });

    /// <summary>The application's part in every command. Each takes it a while.</summary>
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => new DeedLog(configuration["Deeds"]!));
        foreach (var command in Deeds.Commands)
            services.AddMusterInstruction(command, (host, arguments, cancel) => host.GetRequiredService<DeedLog>().DoAsync(command, arguments[Id], cancel));
    }

    public void Dispose() => _file.Dispose();

    private async Task DoAsync(string command, string id, CancellationToken cancel)
    {
        await _file.WriteLineAsync($"{Deeds.Begun} {id} {command}");
        do await Task.Delay(Deeds.Length, cancel);
        while (File.Exists(_hold));
        await _file.WriteLineAsync($"{Deeds.Ended} {id} {command}");
    }
}
