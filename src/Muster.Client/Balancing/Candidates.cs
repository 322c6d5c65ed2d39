namespace Muster.Client.Balancing;

/// <summary>Those among whom a pick is made, each with a weight above zero, and what the policies precompute of them. Immutable.</summary>
internal sealed class Candidates
{
    private readonly ServiceInstance[] _instances;
    private readonly Callee[] _callees;
    private readonly ulong[] _hashes;
    private readonly double[] _weights;
    private readonly uint[] _strides;

    public Candidates(IReadOnlyCollection<Candidate> candidates)
    {
        _instances = [.. candidates.Select(candidate => candidate.Instance)];
        _callees = [.. candidates.Select(candidate => candidate.Callee)];
        _hashes = [.. candidates.Select(candidate => candidate.Callee.Hash)];
        _weights = [.. candidates.Select(candidate => candidate.Weight)];
        _strides = WeightedRoundRobin.Strides(_weights);
        ByWeight = new AliasTable(_weights);
        EqualWeights = !_weights.AsSpan().ContainsAnyExcept(_weights.FirstOrDefault());
    }

    public int Count => _instances.Length;

    public AliasTable ByWeight { get; }

    public bool EqualWeights { get; }

    public ReadOnlySpan<double> Weights => _weights;

    public ReadOnlySpan<uint> Strides => _strides;

    /// <summary>Of the ids.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes;

    public ServiceInstance Instance(int index) => _instances[index];

    public Callee Callee(int index) => _callees[index];

    public int InFlight(int index) => _callees[index].InFlight;

    /// <summary>The first whose hash is not among these; −1 when there is none.</summary>
    public int IndexOutside(ReadOnlySpan<ulong> hashes)
    {
        for (var i = 0; i < _hashes.Length; i++)
            if (!hashes.Contains(_hashes[i])) return i;
        return -1;
    }
}

/// <summary>One of those who may be picked.</summary>
/// <param name="Weight">After health, slow start and this process's own experience.</param>
internal readonly record struct Candidate(ServiceInstance Instance, Callee Callee, double Weight);
