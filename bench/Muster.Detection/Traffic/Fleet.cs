namespace Muster.Detection.Traffic;

/// <summary>Instances of one service and what came of their calls, second by second. Every rule sees the same.</summary>
/// <remarks>How many fail is drawn, not each call. The same seed gives the same calls.</remarks>
internal sealed class Fleet
{
    public const double Well = 0.999;

    private static readonly (string Api, double Share)[] OneApi = [("GET /orders/{number}", 1)];

    private readonly Errors _errors;
    private readonly ErrorState[] _states;
    private readonly double[,] _rates;

    public Fleet(int instances, int seed, Errors errors)
    {
        (Chance, _errors) = (new Random(seed), errors);
        _states = new ErrorState[instances];
        _rates = new double[instances, 10];
        Failing = new double[instances];
        Array.Fill(Failing, 1 - Well);
        Apis = OneApi;
        Now = new (int, int)[instances, 1];
    }

    public Random Chance { get; }

    /// <summary>Of each instance.</summary>
    public int CallsPerSecond { get; init; } = 50;

    public int Count => Failing.Length;

    public int Second { get; private set; }

    /// <summary>The share of each instance's calls that fail.</summary>
    public double[] Failing { get; }

    /// <summary>What the calls are split into. With several, the first alone fails as <see cref="Failing"/> says.</summary>
    public (string Api, double Share)[] Apis
    {
        get;
        init
        {
            field = value;
            Now = new (int, int)[Count, value.Length];
        }
    }

    /// <summary>This second's calls, by instance and API.</summary>
    public (int Calls, int Failed)[,] Now { get; private init; }

    public void Live()
    {
        Second++;
        for (var one = 0; one < Count; one++)
        {
            var rate = _rates[one, Second % 10] = _states[one].Next(_errors, Failing[one], Chance);
            for (var api = 0; api < Apis.Length; api++)
            {
                var calls = (int)Math.Round(CallsPerSecond * Apis[api].Share);
                Now[one, api] = (calls, Binomial(calls, api == 0 ? rate : 1 - Well));
            }
        }
    }

    /// <summary>Failures among calls of the last ten seconds that another caller made of an instance.</summary>
    public int FailedOf(int instance, int calls)
    {
        var sum = 0.0;
        for (var second = 0; second < 10; second++) sum += _rates[instance, second];
        return Binomial(calls, sum / 10);
    }

    /// <summary>Failures among calls, by the gaps between them.</summary>
    private int Binomial(int calls, double rate)
    {
        if (rate <= 0) return 0;
        if (rate >= 1) return calls;
        var (failures, perGap) = (0, 1 / Math.Log(1 - rate));
        for (var at = Gap(); at < calls; at += 1 + Gap()) failures++;
        return failures;

        double Gap() => Math.Floor(Math.Log(1 - Chance.NextDouble()) * perGap);
    }
}
