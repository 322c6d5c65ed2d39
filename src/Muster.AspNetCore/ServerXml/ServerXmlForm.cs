using System.Reflection;
using Muster.Client;

namespace Muster.AspNetCore.ServerXml;

/// <summary>What may stand in an element of <c>server.xml</c>. Closed set, made of the options themselves, so that both always agree.</summary>
internal abstract record ServerXmlForm
{
    /// <summary>The whole file, below its root.</summary>
    public static Section Server { get; } = new(new Dictionary<string, ServerXmlForm>(StringComparer.OrdinalIgnoreCase)
    {
        ["urls"] = new Text(),
        ["muster"] = Muster(),
    });

    private static Section Muster()
    {
        var muster = SectionOf(typeof(MusterOptions));
        muster.Known.Remove(nameof(MusterOptions.Balancing));   // stands in the consumer's section
        muster.Known["provider"] = SectionOf(typeof(ProviderOptions));
        muster.Known["consumer"] = SectionOf(typeof(ConsumerOptions), typeof(BalancingOptions));
        return muster;
    }

    private static Section SectionOf(params Type[] options) => new(options
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        .ToDictionary(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..], property => Of(property.PropertyType), StringComparer.OrdinalIgnoreCase));

    private static ServerXmlForm Of(Type value) => value switch
    {
        { IsValueType: true } => new Text(),
        _ when value == typeof(string) => new Text(),
        _ when value == typeof(IList<string>) => new Items(),
        _ when value == typeof(IDictionary<string, string>) => new Map(),
        _ => SectionOf(value),
    };

    /// <summary>One value, as an element or as an attribute.</summary>
    public sealed record Text : ServerXmlForm;

    /// <summary>An element for each item.</summary>
    public sealed record Items : ServerXmlForm;

    /// <summary>Elements and attributes of any name.</summary>
    public sealed record Map : ServerXmlForm;

    /// <summary>These elements and attributes, each once.</summary>
    public sealed record Section(Dictionary<string, ServerXmlForm> Known) : ServerXmlForm
    {
        /// <summary>The configuration keys of all lists in it.</summary>
        public IEnumerable<string> Lists() => Known.SelectMany(known => known.Value switch
        {
            Items => [known.Key],
            Section section => section.Lists().Select(list => $"{known.Key}:{list}"),
            _ => Enumerable.Empty<string>(),
        });
    }
}
