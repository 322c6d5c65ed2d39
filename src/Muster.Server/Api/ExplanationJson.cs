using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("How an instance stands and why, and what became of it.")]
internal sealed record ExplanationJson(
    string Service,
    string Id,
    [property: Description("Null: nobody is registered under the id.")] StandingJson? Now,
    [property: Description("The newest first.")] IReadOnlyList<InstanceChangeJson> History,
    [property: Description("The last registration that was refused under the id; null: none is known.")] AuditEntryJson? Refused,
    [property: Description("Since when changes are known.")] DateTimeOffset KnownSince)
{
    public static ExplanationJson Of(string service, string id, Explanation told) => new(
        service, id, told.Now is null ? null : StandingJson.Of(told.Now), [.. told.History.Select(InstanceChangeJson.Of)],
        told.Refused is null ? null : AuditEntryJson.Of(told.Refused), DateTimeOffset.FromUnixTimeMilliseconds(told.KnownSinceMs));
}

[Description("Where a registered instance stands.")]
internal sealed record StandingJson(
    [property: Description("listed; protected (judged dead and listed, as hiding it would hide too many); hidden (judged dead); concealed (at somebody's wish).")] string Place,
    [property: Description("Why consumers are not told of it; null: they are.")] string? Cause,
    string State,
    [property: Description("Why it is not healthy.")] string Evidence,
    [property: Description("For how long its process is believed to be there, or not.")] string For,
    [property: Description("The process that holds it, by its own word.")] string Client,
    [property: Description("The name of the credential that it came with.")] string Caller,
    ulong Incarnation,
    IReadOnlyList<OverlayJson> Overlays,
    [property: Description("Locations whose detectors cannot reach it while the others can.")] IReadOnlyList<string> DownIn)
{
    public static StandingJson Of(InstanceStanding told) => new(
        Word(told.Place), told.Cause is Protocol.Cause.Unspecified ? null : ApiJson.Word(told.Cause), ApiJson.Word(told.State), told.Evidence,
        TimeToLive.Write(TimeSpan.FromMilliseconds(told.ForMs)), told.Client, told.Caller, told.Incarnation, [.. told.Overlays.Select(OverlayJson.Of)], told.DownIn);

    private static string Word(InstanceStanding.Types.Place place) => place switch
    {
        InstanceStanding.Types.Place.Listed => "listed",
        InstanceStanding.Types.Place.Protected => "protected",
        InstanceStanding.Types.Place.Hidden => "hidden",
        InstanceStanding.Types.Place.Concealed => "concealed",
        _ => $"place {(int)place}",   // of a newer node
    };
}

[Description("One change of what consumers are told of an instance.")]
internal sealed record InstanceChangeJson(
    DateTimeOffset At,
    [property: Description("came, changed or left.")] string What,
    [property: Description("Of a leave; null: it is not known.")] string? Cause,
    [property: Description("Of a leave why; else why it is not healthy.")] string Evidence,
    [property: Description("Whose word it was: the process that holds it, or an operator. Empty: nobody's.")] string By,
    [property: Description("Null once it has left.")] string? State,
    [property: Description("Null once it has left.")] uint? Weight,
    [property: Description("Locations whose detectors could not reach it while the others could.")] IReadOnlyList<string> DownIn)
{
    public static InstanceChangeJson Of(InstanceChange told) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(told.AtMs), Word(told.Kind), told.Cause is Protocol.Cause.Unspecified ? null : ApiJson.Word(told.Cause),
        told.Evidence.Length > 0 ? told.Evidence : told.Entry?.Evidence ?? "", told.By, told.Entry is null ? null : ApiJson.Word(told.Entry.State),
        told.Entry is null ? null : told.Entry.Instance.HasWeight ? told.Entry.Instance.Weight : InstanceJson.UsualWeight,
        told.Entry?.DownIn ?? []);

    private static string Word(InstanceChange.Types.Kind kind) => kind switch
    {
        InstanceChange.Types.Kind.Came => "came",
        InstanceChange.Types.Kind.Changed => "changed",
        InstanceChange.Types.Kind.Left => "left",
        _ => $"kind {(int)kind}",   // of a newer node
    };
}
