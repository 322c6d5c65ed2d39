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
    private readonly FactTable _facts = new();
    private readonly Dictionary<string, int> _inZone = new(StringComparer.Ordinal);
    private readonly List<Subscriber> _subscribers = [];
    private SlotSet _touched;                      // what happened since edits were last taken: slots of facts that were put,
    private Dictionary<int, string>? _touchedBy;   // who changed what is told of them, where it is not their holder's doing,
    private Dictionary<string, Gone>? _gone;       // and what was taken out. Null while there is none
    private int _dead;                             // of those who count for the budget

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

    /// <summary>A holder who is another now holds it no more; the new one is not told. Answers the slot.</summary>
    /// <param name="id">Of the instance.</param>
    /// <param name="fact">What is known of it from now on.</param>
    /// <param name="by">Whose doing it is; empty: nobody's. Null: the holder's, or what became of him.</param>
    public int Put(string id, Fact fact, string? by = null)
    {
        var slot = SlotOf(id);
        if (slot >= 0)
        {
            ref var held = ref _facts[slot];
            Uncount(held);
            if (held.Holder != fact.Holder) held.Holder.Release(this, slot);
            held = fact with { Place = held.Place };
        }
        else
        {
            slot = _facts.Add(id, fact with { Place = -1 });
        }

        Count(fact);
        _touched.Add(slot);
        if (by is not null) (_touchedBy ??= [])[slot] = by;
        else _touchedBy?.Remove(slot);
        return slot;
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
        _touchedBy?.Remove(slot);
        Uncount(before);
        (_gone ??= new(StringComparer.Ordinal))[id] =
            new(cause, word?.Author ?? (cause is Cause.Deregistered or Cause.ReplacedByAnother ? before.Holder.Client : null), word?.Reason);
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

        for (var slot = _touched.From(0); slot >= 0; slot = _touched.From(slot + 1))
            if (!_facts[slot].Listed.IsNone && EditOf(slot, hidden) is { } edit) edits.Add(edit);
        if (_gone is not null)
        {
            foreach (var (id, gone) in _gone)
                if (SlotOf(id) < 0 && EditOf(id, gone) is { } edit) edits.Add(edit);
        }

        edits.Sort(static (one, other) => one.Entry.CompareId(other.Entry.IdBytes));

        _touched.Clear();
        (_touchedBy, _gone) = (null, null);
    }

    private ViewEdit? EditOf(string id, in Gone gone)
    {
        Feed.Reveal(id);
        return Feed.Current.Find(id) is { } listed ? new(listed, gone.Cause) { By = gone.By, Evidence = gone.Why } : null;
    }

    private ViewEdit? EditOf(int slot, IReadOnlySet<string> hidden)
    {
        ref var fact = ref _facts[slot];
        var listed = Feed.Current.Find(fact.Listed.IdBytes);
        if (hidden.Count > 0 && hidden.Contains(fact.Listed.Id))   // nobody is told how it stands: its entry stays as it was told last
        {
            Reveal(fact);
            return listed is { } last ? new(last, CauseOf(fact)) { By = ByOf(fact), Evidence = EvidenceOf(fact) } : null;
        }

        var condition = fact.Listed.Condition.Next(fact.Vital, fact.Belief.Because, fact.Ailment, fact.DownIn);
        if (fact.Holder.Kind is SessionKind.Persistent) condition = condition.OfPersistent;
        var own = fact.Listed.As(condition, isProtected: fact.Vital is Vital.Dead && fact.Concealed is null);
        if (!own.Is(fact.Listed)) fact = fact with { Listed = own };
        var by = _touchedBy?.GetValueOrDefault(slot) ?? ByOf(fact);
        if (fact.Concealed is { } why)
        {
            Feed.Conceal(own.Id, new(own, fact.Quarantined));
            return listed is { } last ? new(last, why) { By = by, Evidence = EvidenceOf(fact) } : null;
        }

        Reveal(fact);
        var wanted = fact.Laid?.Over(own) ?? own;
        return wanted.Version == listed?.Version ? null : new(wanted) { By = by, Evidence = EvidenceOf(fact) };
    }

    private void Reveal(in Fact fact)
    {
        if (!Feed.Concealed.IsEmpty) Feed.Reveal(fact.Listed.Id);
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

    private static Cause CauseOf(in Fact fact) => fact.Belief.Hard ? Cause.ProbeFailed : Cause.Expired;

    /// <summary>Those who count for the budget, longest dead first, ties by id. Each is touched: the budget may have moved.</summary>
    private List<Death> Deaths()
    {
        var deaths = new List<Death>(_dead);
        for (var slot = 0; deaths.Count < _dead; slot++)
        {
            ref var fact = ref _facts[slot];
            if (fact.Listed.IsNone || !IsDead(fact)) continue;
            _touched.Add(slot);
            deaths.Add(new(fact.Listed.Id, fact.Zone, fact.DeadSince, fact.Belief.Hard));
        }

        deaths.Sort(static (one, other) => one.Since.CompareTo(other.Since) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));
        return deaths;
    }

    private void Count(in Fact fact)
    {
        if (fact.Concealed is null) CollectionsMarshal.GetValueRefOrAddDefault(_inZone, fact.Zone, out _)++;
        if (IsDead(fact)) _dead++;
        if (IsUnconfirmed(fact)) Unconfirmed++;
    }

    private void Uncount(in Fact fact)
    {
        if (fact.Concealed is null && --CollectionsMarshal.GetValueRefOrNullRef(_inZone, fact.Zone) == 0) _inZone.Remove(fact.Zone);
        if (IsDead(fact)) _dead--;
        if (IsUnconfirmed(fact)) Unconfirmed--;
    }

    /// <summary>Whoever is kept from consumers at somebody's wish counts for no budget.</summary>
    private static bool IsDead(in Fact fact) => fact.Vital is Vital.Dead && fact.Concealed is null;

    private static bool IsUnconfirmed(in Fact fact) => fact.Holder.Signs.Restored && fact.Vital is not Vital.Dead;

    /// <summary>An instance that was taken out.</summary>
    /// <param name="Cause">Why.</param>
    /// <param name="By">Who did so, by his own word.</param>
    /// <param name="Why">His reason.</param>
    private readonly record struct Gone(Cause Cause, string? By, string? Why);
}
