namespace Muster.Client.Credentials;

/// <summary>A file with a token in it and nothing else, such as Kubernetes and systemd put there.</summary>
internal static class TokenFile
{
    /// <summary>Bytes. What holds more is some other file.</summary>
    private const int Most = 4096;

    /// <summary>The token, or what is wrong with the file. The words hold nothing of what stands in it.</summary>
    public static (string Token, string? Fault) Read(string file)
    {
        try
        {
            if (Directory.Exists(file)) return ("", $"{file} is a folder: name the file in it.");
            if (new FileInfo(file).Length > Most) return ("", $"{file} holds more than {Most} bytes, and so something else than a token.");
            var text = File.ReadAllText(file).Trim();
            return text.Length == 0 ? ("", $"{file} is empty.")
                : text.Any(letter => letter is <= ' ' or > '~') ? ("", $"{file} holds something else than one token: there are several words or lines in it.")
                : (text, null);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return ("", unread.Message);
        }
    }

    /// <summary>Whether whoever is on this machine may read it.</summary>
    public static bool IsOpen(string file)
    {
        if (OperatingSystem.IsWindows()) return false;
        try
        {
            var place = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
            return File.GetUnixFileMode(place).HasFlag(UnixFileMode.OtherRead);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return false;   // whoever reads it is told
        }
    }
}
