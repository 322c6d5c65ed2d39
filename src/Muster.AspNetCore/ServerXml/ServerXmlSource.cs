using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Xml;
using Muster.Client;

namespace Muster.AspNetCore.ServerXml;

/// <summary>A <c>server.xml</c> among the sources of a configuration.</summary>
internal sealed class ServerXmlSource : XmlConfigurationSource
{
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        OnLoadException ??= static load =>
        {
            if (load.Exception.InnerException is MusterException faults) ExceptionDispatchInfo.Throw(faults);   // it says all
        };
        return new ServerXmlProvider(this);
    }
}
