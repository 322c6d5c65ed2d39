using System.ComponentModel;

namespace Muster.Server.Api;

[Description("The namespaces that the caller may list, sorted.")]
internal sealed record NamespacesJson(IReadOnlyList<string> Namespaces);
