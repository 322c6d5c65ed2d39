using Microsoft.Extensions.Logging;

namespace Muster.Server.Storage;

/// <summary>Opens a file of what was. One that is damaged never keeps a node from its start: it is set aside, and a new one begins.</summary>
internal static partial class HistoryFile
{
    /// <param name="path">Where it is.</param>
    /// <param name="open">Throws <see cref="InvalidDataException"/> where it cannot be used.</param>
    /// <param name="logger">Is told.</param>
    public static T Open<T>(string path, Func<string, T> open, ILogger logger)
    {
        try
        {
            return open(path);
        }
        catch (InvalidDataException fault)
        {
            var aside = $"{path}.damaged";
            foreach (var part in (string[])["", "-wal", "-shm"])
                if (File.Exists(path + part)) File.Move(path + part, aside + part, overwrite: true);
            SetAside(logger, path, fault.Message.TrimEnd('.'), aside);
            return open(path);
        }
    }

    [LoggerMessage(1230, LogLevel.Warning, "{File} cannot be used: {Fault}. It is kept as {Aside}, and a new one begins: what it held is not shown any more.")]
    private static partial void SetAside(ILogger logger, string file, string fault, string aside);
}
