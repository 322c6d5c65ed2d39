namespace Muster.Detection.Traffic;

/// <summary>How the failures of one instance follow each other, with a given share of all calls failing in the long run.</summary>
internal enum Errors
{
    /// <summary>Each call by itself.</summary>
    Independent,

    /// <summary>
    /// In bursts, by the model of Gilbert and Elliott (Bell System Technical Journal 39, 1960, and 42, 1963): an instance is either good, and
    /// fails nothing, or in a burst of 5 s on average, in which three calls of ten fail, or twice its share where that is more.
    /// </summary>
    Bursts,
}

/// <summary>The state of one instance in the model, second by second.</summary>
internal struct ErrorState
{
    private const double BurstSeconds = 5, InBurst = 0.30;

    private bool _bursting;

    /// <summary>The chance of each call of this second to fail.</summary>
    /// <param name="share">Of all calls, in the long run.</param>
    public double Next(Errors errors, double share, Random chance)
    {
        if (errors is Errors.Independent || share <= 0) return share;
        var failing = Math.Min(1, Math.Max(InBurst, 2 * share));
        var time = share / failing;   // spent in bursts
        _bursting = _bursting
            ? chance.NextDouble() >= 1 / BurstSeconds
            : chance.NextDouble() < time / (1 - time) / BurstSeconds;
        return _bursting ? failing : 0;
    }
}
