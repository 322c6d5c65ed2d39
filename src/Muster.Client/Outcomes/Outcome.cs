namespace Muster.Client.Outcomes;

/// <summary>What a call came to, as far as it tells of the instance.</summary>
internal enum Outcome
{
    Succeeded,
    Failed,

    /// <summary>Given up by the caller: says nothing of the instance.</summary>
    Cancelled,
}

/// <summary>How figures name them.</summary>
internal static class OutcomeNames
{
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Succeeded => "succeeded",
        Outcome.Failed => "failed",
        Outcome.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };
}
