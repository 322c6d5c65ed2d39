using Muster.Protocol;

namespace Muster.Client.Registrations;

/// <summary>How an instance says it does, and what of that the registry was told. A registration serves until it says otherwise.</summary>
internal sealed class SelfJudgement
{
    private string? _said;       // the reason that was said last; null: serving
    private bool _saidNothing = true;
    private bool _saidHere = true;

    /// <summary>Why it does worse than it should, for people; null while it serves as it should.</summary>
    public string? Degraded { get; set; }

    /// <summary>Whether the registry takes it for better or worse than it is, or may.</summary>
    public bool IsMistaken => !_saidHere || (Degraded is null) != (_said is null);

    /// <summary>Whether the registry knows another reason.</summary>
    public bool IsOutdated => Degraded != _said;

    /// <summary>What was said in this session may have been lost with the connection; a new session knows nothing.</summary>
    public void OnNewConnection(bool resumed)
    {
        if (!resumed) (_said, _saidNothing) = (null, true);
        _saidHere = _saidNothing;
    }

    public ServiceStatus Say(string service, string id)
    {
        (_said, _saidNothing, _saidHere) = (Degraded, false, true);
        return new ServiceStatus
        {
            Service = service,
            Id = id,
            Status = Degraded is null ? ServiceStatus.Types.Status.Serving : ServiceStatus.Types.Status.Degraded,
            Reason = Degraded is { Length: > Limits.EvidenceText } tooLong ? tooLong[..Limits.EvidenceText] : Degraded ?? "",
        };
    }
}
