using System.Xml;
using System.Xml.Linq;

namespace Muster.AspNetCore.ServerXml;

/// <summary>Holds a file against its <see cref="ServerXmlForm"/>. Every fault is told, with its line.</summary>
internal static class ServerXmlFaults
{
    public static IEnumerable<string> In(XDocument document) => document.Root switch
    {
        { Name: { LocalName: "server", NamespaceName: "" } } root => In(root, ServerXmlForm.Server),
        var root => [At(root!, $"the root is <{root!.Name.LocalName}>, but must be <server>, without a namespace.")],
    };

    private static IEnumerable<string> In(XElement element, ServerXmlForm form) => form switch
    {
        ServerXmlForm.Section section => InText(element, "settings of its own").Concat(InSection(element, section)),
        ServerXmlForm.Map => InText(element, "elements with values").Concat(element.Elements().SelectMany(InValue)),
        _ => InValue(element),
    };

    private static IEnumerable<string> InSection(XElement element, ServerXmlForm.Section section)
    {
        var met = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            if (!section.Known.TryGetValue(attribute.Name.LocalName, out var form) || form is not (ServerXmlForm.Text or ServerXmlForm.Items))
                yield return Unknown(attribute, $"the attribute {attribute.Name.LocalName}", element, section);
            met.Add(attribute.Name.LocalName);
        }

        foreach (var child in element.Elements())
        {
            var name = child.Name.LocalName;
            if (!section.Known.TryGetValue(name, out var form))
                yield return Unknown(child, $"<{name}>", element, section);
            else if (!met.Add(name) && form is not ServerXmlForm.Items)
                yield return At(child, $"<{name}> is given a second time in <{element.Name.LocalName}>.");
            else
                foreach (var fault in In(child, form))
                    yield return fault;
        }
    }

    private static IEnumerable<string> InText(XElement element, string takes)
    {
        if (element.Nodes().OfType<XText>().Any(text => text.Value.Trim().Length > 0))
            yield return At(element, $"<{element.Name.LocalName}> takes {takes}, not text.");
    }

    private static IEnumerable<string> InValue(XElement element)
    {
        if (element.HasElements || element.HasAttributes)
            yield return At(element, $"<{element.Name.LocalName}> takes a value, and no elements or attributes.");
    }

    private static string Unknown(XObject at, string what, XElement within, ServerXmlForm.Section section) =>
        At(at, $"{what} is not known in <{within.Name.LocalName}>. Known: {string.Join(", ", section.Known.Keys.Order(StringComparer.Ordinal))}.");

    private static string At(IXmlLineInfo where, string fault) => $"{where.LineNumber}: {fault}";
}
