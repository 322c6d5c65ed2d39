namespace Muster.Client.Credentials;

/// <summary>A file with a token in it and nothing else, such as Kubernetes and systemd put there.</summary>
internal static class TokenFile
{
    /// <summary>Bytes. What holds more is some other file.</summary>
    private const int Most = 4096;

    /// <summary>The token, or what is wrong with the file, and whether it can be read again. The words hold nothing of what stands in it.</summary>
    public static (string Token, string? Fault, bool Lasts) Read(string file)
    {
        try
        {
            if (Directory.Exists(file)) return ("", $"{file} is a folder: name the file in it.", true);
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[Most + 1];
            var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > Most) return ("", $"{file} holds more than {Most} bytes, and so something else than a token.", stream.CanSeek);
            using var reader = new StreamReader(new MemoryStream(content, 0, length));
            var text = reader.ReadToEnd().Trim();
            return text.Length == 0 ? ("", $"{file} is empty.", stream.CanSeek)
                : text.Any(letter => letter is <= ' ' or > '~') ? ("", $"{file} holds something else than one token: there are several words or lines in it.", stream.CanSeek)
                : (text, null, stream.CanSeek);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return ("", unread.Message, true);
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
