using Microsoft.Extensions.Logging;

namespace Muster.Client.Credentials;

/// <summary>The token that this process shows. One in a file is read at each connection, so that another takes its place without a restart.</summary>
/// <remarks>A file that cannot be used is told once in the log, until it can; the token before is shown meanwhile. No word holds a token.</remarks>
internal sealed partial class OwnToken
{
    private readonly string _file;
    private readonly ILogger _logger;
    private volatile string _shown;
    private string? _told;

    /// <param name="token">The token itself; empty where it stands in a file, and where there is none.</param>
    /// <param name="file">Holds it; empty: none does.</param>
    /// <param name="logger">Is told of faults.</param>
    public OwnToken(string token, string file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        _shown = file.Length > 0 ? TokenFile.Read(file).Token : token;
        if (file.Length > 0 && TokenFile.IsOpen(file)) Log.IsOpen(logger, file, file);
    }

    /// <summary>What a connection that begins now is shown; empty: none.</summary>
    public string Current()
    {
        if (_file.Length == 0) return _shown;
        var (token, fault, _) = TokenFile.Read(_file);
        if (fault is not null)
        {
            if (fault != _told) Log.Unread(_logger, _file, fault);
            _told = fault;
            return _shown;
        }

        if (token != _shown) Log.Changed(_logger, _file);
        (_shown, _told) = (token, null);
        return token;
    }

    private static partial class Log   // Credentials owns event ids 4800–4899
    {
        [LoggerMessage(4810, LogLevel.Error, "The token file {File} cannot be used, and the token that it held before is shown: {Fault}")]
        public static partial void Unread(ILogger logger, string file, string fault);

        [LoggerMessage(4811, LogLevel.Information, "The token in {File} is another one, and shown from now on.")]
        public static partial void Changed(ILogger logger, string file);

        [LoggerMessage(4812, LogLevel.Warning, "Everybody on this machine may read the token in {File}. Take that away: 'chmod o= {Same}', or in Kubernetes 'defaultMode: 0440' beside an fsGroup.")]
        public static partial void IsOpen(ILogger logger, string file, string same);
    }
}
