namespace Muster.Client.Providing;

/// <summary>The process that provides: a web server, or a worker that may listen nowhere.</summary>
internal interface IProvidingProcess
{
    /// <summary>Where it listens, as it is bound; to be read once the host has started.</summary>
    IReadOnlyCollection<string> Bound { get; }

    /// <summary>Whether, and how well, it could do a consumer's work now.</summary>
    Task<Condition> LookAsync(CancellationToken cancel);
}
