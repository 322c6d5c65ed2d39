using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration.Xml;
using Muster.Client;
using Muster.Protocol;

namespace Muster.AspNetCore.ServerXml;

/// <summary>The settings of a <c>server.xml</c>, under the keys that they have everywhere else.</summary>
internal sealed class ServerXmlProvider(ServerXmlSource source) : XmlConfigurationProvider(source)
{
    public override void Load(Stream stream)
    {
        var file = Source.Path ?? "server.xml";
        using var copy = new MemoryStream();
        stream.CopyTo(copy);

        copy.Position = 0;
        if (Faults(copy) is { Count: > 0 } faults)
            throw new MusterException(ErrorCode.Invalid, string.Join(" ", faults.Select(fault => $"{file}:{fault}")));

        copy.Position = 0;
        base.Load(copy);
        foreach (var list in ServerXmlForm.Server.Lists())
            if (Data.Remove(list, out var only))   // one element alone is a list of one
                Data[$"{list}:0"] = only;
    }

    private static List<string> Faults(Stream stream)
    {
        try
        {
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return [.. ServerXmlFaults.In(XDocument.Load(reader, LoadOptions.SetLineInfo))];
        }
        catch (XmlException broken)
        {
            return [$"{Math.Max(1, broken.LineNumber)}: {broken.Message}"];   // a refused DTD has no line
        }
    }
}
