namespace Muster.Rpc;

/// <summary>What tells whether a file holds something else than before. Where a link names it, that of the file it leads to: a link itself never changes.</summary>
internal readonly record struct FileState(DateTime WrittenAt, long Length)
{
    /// <summary>Of a file that is not there, or must not be looked at: the default.</summary>
    public static FileState Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var place = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return new(place.LastWriteTimeUtc, place.Length);
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
