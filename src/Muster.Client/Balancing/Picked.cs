using Muster.Client.Balancing;
using Muster.Client.Outcomes;

namespace Muster.Client;

/// <summary>
/// The instance to call, and the way to say what came of the call. Say it once, with one of the three words or by
/// disposing, or the call counts as in flight for good; only the first word counts, copies included.
/// </summary>
/// <remarks>
/// With <c>using</c>, a call that ends without a word, by an exception, counts as failed: so a call needs no more than
/// <see cref="Succeeded()"/> at its end, and <see cref="Cancelled()"/> where the caller itself gives up. Who names the API
/// with the word lets the registry tell a broken API from a broken instance: a name of the interface such as
/// <c>/shop.Orders/Get</c>, of which there are few, never one with an order's number in it.
/// </remarks>
public readonly struct Picked : IDisposable, IEquatable<Picked>
{
    private readonly CallTicket? _ticket;
    private readonly int _use;

    /// <summary>A pick of a directory of your own: what is said of the call goes nowhere.</summary>
    public Picked(ServiceInstance instance) => Instance = instance;

    internal Picked(ServiceInstance instance, CallTicket ticket) => (Instance, _ticket, _use) = (instance, ticket, ticket.Use);

    /// <summary>The instance to call.</summary>
    public ServiceInstance Instance { get; }

    /// <summary>Its preferred address, a URI such as <c>http://10.0.0.7:8080</c>.</summary>
    public string Address => Instance.Address;

    /// <summary>The instance answered as it should.</summary>
    public void Succeeded() => Succeeded(InstanceCounts.Others);

    /// <summary>The instance answered a call of this API as it should.</summary>
    public void Succeeded(string api) => Say(Outcome.Succeeded, api);

    /// <summary>The instance did not answer, or not as it should. Enough of these and it is left alone for a while.</summary>
    public void Failed() => Failed(InstanceCounts.Others);

    /// <summary>The instance did not answer a call of this API, or not as it should.</summary>
    public void Failed(string api) => Say(Outcome.Failed, api);

    /// <summary>The caller gave up for a reason of its own: this says nothing of the instance.</summary>
    public void Cancelled() => Cancelled(InstanceCounts.Others);

    /// <summary>The caller gave up a call of this API for a reason of its own.</summary>
    public void Cancelled(string api) => Say(Outcome.Cancelled, api);

    /// <summary>The same as <see cref="Failed()"/>, unless something was said before.</summary>
    public void Dispose() => Failed();

    /// <inheritdoc/>
    public bool Equals(Picked other) => ReferenceEquals(_ticket, other._ticket) && _use == other._use && ReferenceEquals(Instance, other.Instance);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Picked other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_ticket, _use, Instance);

    /// <summary>Whether both are the same pick.</summary>
    public static bool operator ==(Picked left, Picked right) => left.Equals(right);

    /// <summary>Whether they are different picks.</summary>
    public static bool operator !=(Picked left, Picked right) => !left.Equals(right);

    internal void Say(Outcome outcome, string api) => _ticket?.Close(_use, outcome, api);
}
