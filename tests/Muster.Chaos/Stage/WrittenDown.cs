using System.Text;

namespace Muster.Chaos.Stage;

/// <summary>Who is there, as the registry has it on disk: 2 s after it was told, and later where the disk is slow. A registry that is killed before knows nobody.</summary>
internal static class WrittenDown
{
    public static Task UntilAsync(Theatre theatre, string[] providers, CancellationToken cancel) =>
        theatre.UntilAsync($"the registry has written down {string.Join(", ", providers)}", () => Holds(Path.Combine(theatre.Data, "facts"), providers), cancel);

    private static bool Holds(string file, string[] providers)
    {
        try
        {
            var facts = File.ReadAllText(file, Encoding.Latin1);
            return providers.All(provider => facts.Contains(provider, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;   // it is being replaced, or not there yet
        }
    }
}
