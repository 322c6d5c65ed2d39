using System.Runtime.InteropServices;
using Muster.Core.Departures;
using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>The facts about one service, and what of them is not yet in its published list.</summary>
/// <remarks>
/// Written by the machine alone. Facts change at once; the list follows when <see cref="Publisher"/> says so,
/// as a pure function of the facts. A service reads no other service.
/// </remarks>
internal sealed class Service(ServiceFeed feed)
{
    private static readonly Comparer<(TimeSpan Since, string Id)> LongestDeadFirst = Comparer<(TimeSpan Since, string Id)>.Create(
        (one, other) => one.Since.CompareTo(other.Since) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));

    /// <summary>A service in which more than this was touched at once gives back what it took to remember it.</summary>
    private const int MostTouchedKept = 16;

    private readonly FactTable _facts = new();
    private readonly Dictionary<string, Touched> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _inZone = new(StringComparer.Ordinal);
    private readonly List<Subscriber> _subscribers = [];
    private SortedSet<(TimeSpan Since, string Id)>? _dead;   // null while there are none

    public ServiceKey Key { get; } = feed.Key;

    public ServiceFeed Feed { get; } = feed;

    public IReadOnlyList<Subscriber> Subscribers => _subscribers;

    public Confirmations Confirmations => field ??= new(this);

    public PushWindow Window { get; set; }

    /// <summary>Facts from before the start that no session has claimed yet, nor any verdict ended.</summary>
    public int Unconfirmed { get; private set; }

    public IReadOnlyCollection<Fact> Facts => _facts;

    /// <summary>What the budget hid when edits were last taken.</summary>
    public Withheld Withheld { get; private set; }

    public Fact? Find(string id) => SlotOf(id) is >= 0 and var slot ? _facts[slot] : null;

    /// <summary>Where the fact of an instance stands for as long as the instance is here; -1 where there is none.</summary>
    public int SlotOf(string id) => _facts.SlotOf(id);

    public ref Fact At(int slot) => ref _facts[slot];

    /// <summary>A holder who is another now holds it no more; the new one is not told.</summary>
    /// <param name="id">Of the instance.</param>
    /// <param name="fact">What is known of it from now on.</param>
    /// <param name="by">Whose doing it is; empty: nobody's. Null: the holder's, or what became of him.</param>
    public void Put(string id, Fact fact, string? by = null)
    {
        if (SlotOf(id) is >= 0 and var slot)
        {
            ref var held = ref _facts[slot];
            Uncount(id, held);
            if (held.Holder != fact.Holder) held.Holder.Release(this, slot);
            held = fact with { Place = held.Place };
        }
        else
        {
            _facts.Add(id, fact with { Place = -1 });
        }

        Count(id, fact);
        Touch(id, new(Cause.Unspecified, by, null));
    }

    /// <param name="id">Whom.</param>
    /// <param name="cause">Why.</param>
    /// <param name="word">Of the operator who said so; null: nobody else's word than the holder's.</param>
    public void Remove(string id, Cause cause, (string Author, string Reason)? word)
    {
        var slot = SlotOf(id);
        if (slot < 0) return;
        var before = _facts[slot];
        before.Holder.Release(this, slot);
        _facts.Remove(slot);
        Uncount(id, before);
        Touch(id, new(cause, word?.Author ?? (cause is Cause.Deregistered or Cause.ReplacedByAnother ? before.Holder.Client : null), word?.Reason));
    }

    public void Add(Subscriber subscriber)
    {
        subscriber.Place = _subscribers.Count;
        _subscribers.Add(subscriber);
        Confirmations.Joined(subscriber);
        Feed.Subscribers = _subscribers.Count;
    }

    public void Remove(Subscriber subscriber)
    {
        var last = _subscribers[^1];
        _subscribers[last.Place = subscriber.Place] = last;
        _subscribers.RemoveAt(_subscribers.Count - 1);
        Confirmations.Left(subscriber);
        Feed.Subscribers = _subscribers.Count;
    }

    /// <summary>
    /// What turns the published list into the list that the facts now ask for, and forgets what was touched.
    /// </summary>
    /// <param name="edits">Takes them; sorted by id, each id once.</param>
    public void TakeEdits(List<ViewEdit> edits)
    {
        var deaths = Deaths();
        var hidden = EjectionBudget.Hidden(deaths, _inZone);
        Withheld = new(hidden.Count, EjectionBudget.Of(_inZone.Values.Sum()), deaths.Count(death => death.Hard && hidden.Contains(death.Id)));
        foreach (var (_, id) in _dead ?? []) _touched.TryAdd(id, new(Cause.Expired, null, null));   // the budget may have moved

        foreach (var (id, touched) in _touched)
            if (EditOf(id, touched, isHidden: hidden.Contains(id)) is { } edit) edits.Add(edit);
        edits.Sort(static (one, other) => string.CompareOrdinal(one.Id, other.Id));

        _touched.Clear();
        if (_touched.Capacity > MostTouchedKept) _touched.TrimExcess();
    }

    private ViewEdit? EditOf(string id, Touched touched, bool isHidden)
    {
        var listed = Feed.Current.Find(id);
        var slot = SlotOf(id);
        if (slot < 0)
        {
            Feed.Conceal(id, null);
            return listed is null ? null : new(id, null, CauseOf(touched.Cause, default)) { By = touched.By, Evidence = touched.Why };
        }

        ref var fact = ref _facts[slot];
        if (isHidden)   // nobody is told how it stands: its entry stays as it was told last
        {
            Feed.Conceal(id, null);
            return listed is null ? null : new(id, null, CauseOf(touched.Cause, fact)) { By = ByOf(fact), Evidence = EvidenceOf(fact) };
        }

        var condition = fact.Listed.Condition.Next(fact.Vital, fact.Belief.Because, fact.Ailment, fact.DownIn);
        if (fact.Holder.Kind is SessionKind.Persistent) condition = condition.OfPersistent;
        var own = fact.Listed.As(condition, isProtected: fact.Vital is Vital.Dead && fact.Concealed is null);
        if (!own.Is(fact.Listed)) fact = fact with { Listed = own };
        Feed.Conceal(id, fact.Concealed is null ? null : new(own, fact.Quarantined));
        ListedEntry? wanted = fact.Concealed is not null ? null : fact.Laid?.Over(own) ?? own;
        return wanted?.Version == listed?.Version ? null
            : new(id, wanted, wanted is null ? fact.Concealed ?? CauseOf(touched.Cause, fact) : Cause.Unspecified) { By = touched.By ?? ByOf(fact), Evidence = EvidenceOf(fact) };
    }

    private static string? ByOf(in Fact fact) => fact switch
    {
        { Quarantined: not null } => null,
        { Concealed: not null } => fact.Laid?.Word.Author,
        { Vital: Vital.Dead } => null,
        _ => fact.Holder.Client,
    };

    /// <summary>Of a leave. The entry of one that stays tells its own.</summary>
    private static string? EvidenceOf(in Fact fact) => fact switch
    {
        { Quarantined: { } why } => why,
        { Concealed: not null } => fact.Laid?.Word.Reason,
        { Vital: Vital.Dead } => fact.Belief.Because,
        _ => null,
    };

    private static Cause CauseOf(Cause touched, Fact fact) => touched is not (Cause.Unspecified or Cause.Expired) ? touched
        : fact.Belief.Hard ? Cause.ProbeFailed
        : Cause.Expired;

    private Death[] Deaths() => _dead is null
        ? []
        : [.. _dead.Select(death => DeathOf(Find(death.Id)!.Value, death))];

    private static Death DeathOf(Fact fact, (TimeSpan Since, string Id) death) => new(death.Id, fact.Zone, death.Since, fact.Belief.Hard);

    private void Touch(string id, Touched touched) => _touched[id] = touched;

    private void Count(string id, Fact fact)
    {
        if (fact.Concealed is null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_inZone, fact.Zone, out _)++;
            if (fact.Vital is Vital.Dead) (_dead ??= new(LongestDeadFirst)).Add((fact.DeadSince, id));
        }

        if (fact.Holder.Signs.Restored && fact.Vital is not Vital.Dead) Unconfirmed++;
    }

    private void Uncount(string id, Fact fact)
    {
        if (fact.Concealed is null)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_inZone, fact.Zone) == 0) _inZone.Remove(fact.Zone);
            if (fact.Vital is Vital.Dead && _dead!.Remove((fact.DeadSince, id)) && _dead.Count == 0) _dead = null;
        }

        if (fact.Holder.Signs.Restored && fact.Vital is not Vital.Dead) Unconfirmed--;
    }

    /// <summary>What happened to an instance since edits were last taken.</summary>
    /// <param name="Cause">Why it was taken out; unspecified: it was put.</param>
    /// <param name="By">Who took it out altogether, by his own word, or changed what is told of it.</param>
    /// <param name="Why">His reason.</param>
    private readonly record struct Touched(Cause Cause, string? By, string? Why);
}
