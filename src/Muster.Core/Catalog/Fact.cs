using Muster.Core.Health;
using Muster.Core.Sessions;
using Muster.Core.Watch;

namespace Muster.Core.Catalog;

/// <summary>What is known of one instance: the provider's word and the machine's belief. A value: every event makes a new one.</summary>
/// <param name="Listed">The encoded form that consumers get when it is listed.</param>
/// <param name="Holder">The session it hangs on. Not visible to consumers, so moving it changes no list.</param>
/// <param name="Incarnation">Orders the claims to this id.</param>
/// <param name="Vital">The belief about its process.</param>
/// <param name="Since">When that belief began, on the machine's clock.</param>
/// <param name="Ailment">What is wrong with its answers, in words; null where nothing is.</param>
internal readonly record struct Fact(
    ListedEntry Listed, Session Holder, ulong Incarnation, Vital Vital, TimeSpan Since, string? Ailment = null);
