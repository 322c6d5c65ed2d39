using System.Text.Json;
using System.Text.Json.Serialization;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Access;

/// <summary>The tokens that <c>muster login</c> keeps, by the address of the registry. The file is its owner's alone.</summary>
/// <param name="file">Null where the user has no folder for settings: nothing is kept then.</param>
internal sealed class Logins(string? file)
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What a registry of this machine is usually called besides <c>localhost</c>.</summary>
    private static readonly string[] OwnMachine = ["127.0.0.1:", "[::1]:"];

    /// <summary>Where it is kept; null where the user has no folder for settings.</summary>
    public string? File { get; } = file;

    /// <summary><c>$XDG_CONFIG_HOME/muster/logins.json</c>, else below <c>~/.config</c>; on Windows in the application data.</summary>
    public static Logins Of(Surroundings here) => new(FolderOf(here) is { } folder ? Path.Combine(folder, "muster", "logins.json") : null);

    /// <summary>The registries that there is one for.</summary>
    /// <exception cref="CommandFailure">The file is not what it should be.</exception>
    public IReadOnlyList<string> Addresses => [.. Read().Keys];

    /// <exception cref="CommandFailure">The file is not what it should be.</exception>
    public Login? Find(string address) => Read().GetValueOrDefault(KeyOf(address));

    /// <exception cref="CommandFailure">It cannot be kept.</exception>
    public void Keep(string address, Login login) => Write(logins => logins[KeyOf(address)] = login);

    /// <summary>Answers whether there was one.</summary>
    /// <exception cref="CommandFailure">It cannot be forgotten.</exception>
    public bool Forget(string address)
    {
        if (Find(address) is null) return false;
        Write(logins => logins.Remove(KeyOf(address)));
        return true;
    }

    private static string? FolderOf(Surroundings here)
    {
        if (here.Variable("XDG_CONFIG_HOME") is { Length: > 0 } folder) return folder;
        if (OperatingSystem.IsWindows()) return here.Variable("APPDATA");
        return here.Variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config") : null;
    }

    /// <summary>The host and the port, however they were written; this machine has one name.</summary>
    private static string KeyOf(string address)
    {
        var key = address[(address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..].TrimEnd('/').ToLowerInvariant();
        foreach (var name in OwnMachine)
            if (key.StartsWith(name, StringComparison.Ordinal)) return $"localhost:{key[name.Length..]}";
        return key;
    }

    private SortedDictionary<string, Login> Read()
    {
        var logins = new SortedDictionary<string, Login>(StringComparer.Ordinal);
        if (File is null || !System.IO.File.Exists(File)) return logins;
        try
        {
            foreach (var (address, login) in JsonSerializer.Deserialize(System.IO.File.ReadAllText(File), LoginsJson.Default.SortedDictionaryStringLogin) ?? []) logins[KeyOf(address)] = login;
            return logins;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailure(ExitCode.Usage, $"{File} cannot be read: {unread.Message} Remove it, and log in again.");
        }
    }

    /// <summary>A new file takes the place of the old one, so that nobody reads half of it.</summary>
    private void Write(Action<SortedDictionary<string, Login>> change)
    {
        if (File is null) throw new CommandFailure(ExitCode.Failed, "There is no folder for the token: set HOME or XDG_CONFIG_HOME.");
        var logins = Read();
        change(logins);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            var unfinished = $"{File}.new";
            System.IO.File.Delete(unfinished);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mine;
            using (var stream = new FileStream(unfinished, options)) JsonSerializer.Serialize(stream, logins, LoginsJson.Default.SortedDictionaryStringLogin);
            System.IO.File.Move(unfinished, File, overwrite: true);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, $"{File} cannot be written: {unwritten.Message}");
        }
    }
}

/// <summary>How one registry is spoken to.</summary>
/// <param name="Token">The secret.</param>
/// <param name="Authority">The PEM file with the registry's authority; null: the system's, or no TLS.</param>
internal sealed record Login(string Token, string? Authority);

[JsonSerializable(typeof(SortedDictionary<string, Login>))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LoginsJson : JsonSerializerContext;
