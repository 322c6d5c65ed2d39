using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Operating;

public sealed class BackingUp(RunningRegistry registry) : IClassFixture<RunningRegistry>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-backing-up-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_backup_is_this_users_alone_and_is_restored_into_an_empty_folder_once()
    {
        var (file, data) = (Path.Combine(_folder.FullName, "monday.muster"), Path.Combine(_folder.FullName, "data"));

        var backup = await Said.ByAsync(["backup", file, "--registry", registry.Rpc]);
        Assert.Equal((ExitCode.Done, ""), (backup.ExitCode, backup.Error));
        Assert.Matches(@"monday\.muster: [\d,]+ bytes, taken .*Z in epoch 1, control data at revision 0\.\n$", backup.Out);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal((ExitCode.Usage, $"muster: There is a file {file} already. Name another, or remove it.\n"), await Said.ByAsync(["backup", file, "--registry", registry.Rpc]) is var again ? (again.ExitCode, again.Error) : default);

        var restored = await Said.ByAsync(["restore", file, "--data", data]);
        Assert.Equal((ExitCode.Done, ""), (restored.ExitCode, restored.Error));
        Assert.Contains($"Start it with: muster server --data {data}", restored.Out, StringComparison.Ordinal);
        Assert.StartsWith($"muster: A node has lived in {data}: there is ", (await Said.ByAsync(["restore", file, "--data", data])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_by_name()
    {
        var file = Path.Combine(_folder.FullName, "notes.txt");
        await File.WriteAllTextAsync(file, "milk, bread and butter", TestContext.Current.CancellationToken);

        var said = await Said.ByAsync(["restore", file, "--data", Path.Combine(_folder.FullName, "data")]);

        Assert.Equal((ExitCode.Usage, $"muster: {file} is not a whole backup: it is no backup of Muster. Nothing was restored. Use another one.\n"), (said.ExitCode, said.Error));
    }
}
