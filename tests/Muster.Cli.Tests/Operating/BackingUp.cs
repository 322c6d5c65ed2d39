using Muster.Cli.CommandLine;
using Muster.Cli.Operating;

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
    public async Task What_one_that_was_killed_has_left_is_gone_with_the_next_and_one_that_goes_on_is_not_disturbed()
    {
        var (file, killed, foreign) = (Path.Combine(_folder.FullName, "tuesday.muster"), Path.Combine(_folder.FullName, "monday.muster.unfinished-0a1b2c3d"), Path.Combine(_folder.FullName, "notes.unfinished-0a1b2c3d"));
        await File.WriteAllTextAsync(killed, "MUSTERBK, and no more", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(foreign, "milk, bread and butter", TestContext.Current.CancellationToken);
        await using (var goingOn = UnfinishedBackup.Begin(file))
        {
            await goingOn.File.WriteAsync("MUSTERBK"u8.ToArray(), TestContext.Current.CancellationToken);
            await goingOn.File.FlushAsync(TestContext.Current.CancellationToken);

            Assert.Equal(ExitCode.Done, (await Said.ByAsync(["backup", file, "--registry", registry.Rpc])).ExitCode);

            Assert.True(File.Exists(goingOn.File.Name));
            Assert.Throws<IOException>(goingOn.Keep);   // the name is taken
        }

        Assert.Equal([foreign, file], _folder.EnumerateFiles().Select(left => left.FullName).Order());
        Assert.Equal(ExitCode.Done, (await Said.ByAsync(["restore", file, "--data", Path.Combine(_folder.FullName, "data")])).ExitCode);
    }

    [Fact]
    public async Task One_that_fails_leaves_nothing()
    {
        var said = await Said.ByAsync(["backup", Path.Combine(_folder.FullName, "monday.muster"), "--registry", "127.0.0.1:1"]);

        Assert.Equal(ExitCode.Unreachable, said.ExitCode);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
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
