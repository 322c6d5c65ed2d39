using System.Globalization;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Cli.Operating;

/// <summary>Sends edits as decided on what was seen, and tells what they did.</summary>
internal static class OverlayEdits
{
    /// <summary>An edit of a field; with null the overlay there is taken off. Refused by the registry where it is no longer as it was seen.</summary>
    /// <exception cref="CommandFailure">It breaks a rule.</exception>
    public static OverlayEdit Of(OverlaidService seen, string id, string field, string? value)
    {
        var (overlay, fault) = OverlayWords.Parse(field, value);
        if (fault is not null) throw new CommandFailure(ExitCode.Usage, fault);
        return new() { Id = id, Overlay = overlay, Remove = value is null, ExpectedRevision = seen.OverlayOn(id, field)?.Revision ?? 0 };
    }

    public static async Task SendAsync(RegistryCalls calls, OverlaidService seen, EditOverlaysRequest request, Surroundings here, CancellationToken cancel)
    {
        await calls.EditOverlaysAsync(request, cancel);
        var terms = request.Edits.All(edit => edit.Remove) ? "" : $"  {BoundTo(request)}, {Until(request, here)}";
        foreach (var same in request.Edits.GroupBy(edit => edit.Id))
        {
            var words = string.Join(", ", same.Select(edit => Words(seen, edit)));
            here.Out.WriteLine(ForeignText.Show($"{same.Key}: {words}{(same.All(edit => edit.Remove) ? "" : terms)}"));
        }
    }

    private static string Words(OverlaidService seen, OverlayEdit edit)
    {
        var field = OverlayWords.FieldOf(edit.Overlay);
        if (edit.Remove) return field == "standing" ? "listed again" : $"{field} as the provider says";
        var before = seen.OverlayOn(edit.Id, field) is { } laid ? $" (was {OverlayWords.ValueOf(laid.Overlay)})" : "";
        var value = OverlayWords.ValueOf(edit.Overlay);
        return field == "standing" ? value : $"{field}={value}{before}";
    }

    private static string BoundTo(EditOverlaysRequest request) => request.Keep ? "for whoever registers under this id" : "for this run";

    private static string Until(EditOverlaysRequest request, Surroundings here) => request.WithinMs == 0
        ? "until it is taken off"
        : $"until {(here.Time.GetLocalNow() + TimeSpan.FromMilliseconds(request.WithinMs)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}";
}
