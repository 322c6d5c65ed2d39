namespace Muster.Cli.CommandLine;

/// <summary>Standard output takes no more. Ends the verb: there is nobody to print for.</summary>
internal sealed class OutputFailure(string message, bool readerLeft) : IOException(message)
{
    /// <summary>The reader of the pipe has seen enough, as <c>head</c> has; that is no fault.</summary>
    public bool ReaderLeft => readerLeft;
}
