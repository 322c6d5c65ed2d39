using Muster.AspNetCore.ServerXml;

namespace Microsoft.Extensions.Configuration;

/// <summary>Reads <c>server.xml</c>.</summary>
public static class MusterServerXmlExtensions
{
    /// <summary>
    /// Adds <c>server.xml</c> from the content root, where it is present. It wins over <c>appsettings.json</c> and every
    /// file added before it; environment variables and the command line win over it.
    /// </summary>
    public static IConfigurationBuilder AddMusterServerXml(this IConfigurationBuilder builder) => builder.AddMusterServerXml("server.xml");

    /// <summary>Adds a file of the form of <c>server.xml</c>, where it is present. It is read once; a change counts from the next start.</summary>
    /// <exception cref="Muster.Client.MusterException">While the configuration is built: what is wrong, in which file and line.</exception>
    public static IConfigurationBuilder AddMusterServerXml(this IConfigurationBuilder builder, string path)
    {
        var source = new ServerXmlSource { Path = path, Optional = true, ReloadOnChange = false };
        source.ResolveFileProvider();

        var lastFile = builder.Sources.ToList().FindLastIndex(static before => before is FileConfigurationSource);
        builder.Sources.Insert(lastFile < 0 ? builder.Sources.Count : lastFile + 1, source);
        return builder;
    }
}
