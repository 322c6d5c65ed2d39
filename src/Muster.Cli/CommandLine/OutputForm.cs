namespace Muster.Cli.CommandLine;

/// <summary>How a verb prints what it found.</summary>
internal enum OutputForm
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs; the documents are those of the HTTP API.</summary>
    Json,
}
