using Muster.Peers.Wires;

namespace Muster.Peers;

/// <summary>One connection of a provider or a consumer, and the operations that the workloads consist of.</summary>
/// <remarks>
/// Operations are asked for one after another; each that ends calls <see cref="Answered"/>. Who follows hears by
/// <see cref="Learned"/>, with the number of the latest event that he now knows of. What a peer cannot do throws.
/// </remarks>
internal abstract class Session : IDisposable
{
    /// <summary>An operation ended.</summary>
    public Action<Session>? Answered { get; set; }

    /// <summary>Everything up to an event is known here.</summary>
    public Action<Session, int>? Learned { get; set; }

    /// <summary>The number of the latest event known here.</summary>
    public int Known { get; set; }

    /// <summary>Messages that told of changes.</summary>
    public int Pushes { get; protected set; }

    /// <summary>Whether it is connected, and whatever it follows is known.</summary>
    public bool Ready { get; protected set; }

    /// <summary>When the operation that is under way was asked for.</summary>
    public long AskedAt { get; set; }

    public abstract Wire Wire { get; }

    /// <summary>Says hello; <see cref="Ready"/> follows.</summary>
    public abstract void Open();

    /// <summary>Says hello and follows a service; <see cref="Ready"/> follows once its list, or that it will be told, is known.</summary>
    public virtual void Follow(int service) => throw Cannot("follow");

    /// <summary>Follows as one who comes back with what another session of the same peer held.</summary>
    public virtual void FollowAgain(int service, Session before) => Follow(service);

    /// <summary>Makes the place for a service where a peer needs one; answers whether <see cref="Answered"/> will follow.</summary>
    public virtual bool Prepare(int service) => false;

    public virtual void Register(Item item) => throw Cannot("register");

    public virtual void Register(ReadOnlySpan<Item> items) => throw Cannot("register in batches");

    public virtual void Remove(Item item) => throw Cannot("remove");

    public virtual void Beat() => throw Cannot("beat");

    public virtual void List(int service) => throw Cannot("list");

    public void Dispose() => Wire.Dispose();

    protected void Learn(int number)
    {
        Pushes++;
        if (number > Known) Learned?.Invoke(this, number);
    }

    private NotSupportedException Cannot(string what) => new($"{GetType().Name} cannot {what}.");
}

/// <summary>An instance of a service, and the number of the event that it says to come from.</summary>
internal readonly record struct Item(int Service, int Index, int Event)
{
    /// <summary>What is stored of an instance, in bytes.</summary>
    public const int Size = 300;

    public string ServiceName => $"service-{Service:00000}";

    public string Id => $"i-{Index:00000000}";

    /// <summary>The event's number in ten digits, and filling.</summary>
    public void WriteValue(Scratch scratch, int size = Size)
    {
        var at = scratch.GetSpan(size);
        Event.TryFormat(at, out _, "D10", System.Globalization.CultureInfo.InvariantCulture);
        at[10..size].Fill((byte)'x');
        scratch.Advance(size);
    }

    public static int EventIn(ReadOnlySpan<byte> value) =>
        System.Buffers.Text.Utf8Parser.TryParse(value[..10], out int number, out _) ? number : throw new InvalidDataException("A value that no workload wrote.");
}
