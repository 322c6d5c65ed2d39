using Microsoft.Extensions.Configuration;

namespace Muster.Client.Hosting;

/// <summary>Finds keys of the section <c>Muster</c> that nothing reads: most often a misspelling.</summary>
/// <remarks>They are told and no fault, so that a program can go back to an earlier version with a later configuration.</remarks>
internal static class UnknownKeys
{
    /// <summary>Sections beside <see cref="MusterOptions"/>. What a provider reads is checked by the provider.</summary>
    private static readonly string[] Beside = ["Consumer", "Provider"];

    public static IEnumerable<string> In(IConfigurationSection muster) =>
        In(muster, [typeof(MusterOptions)], Beside)
            .Concat(In(muster.GetSection("Consumer"), [typeof(ConsumerOptions), typeof(BalancingOptions)], []));

    private static IEnumerable<string> In(IConfigurationSection section, Type[] read, string[] except)
    {
        var known = read.SelectMany(type => type.GetProperties()).ToLookup(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (except.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) continue;
            if (!known.Contains(child.Key)) yield return child.Path;

            var inner = known[child.Key].Where(type => type.IsClass && type.Assembly == typeof(MusterOptions).Assembly).ToArray();
            if (inner.Length == 0) continue;
            foreach (var path in In(child, inner, [])) yield return path;
        }
    }
}
