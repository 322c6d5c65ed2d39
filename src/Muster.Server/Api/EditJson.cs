using System.ComponentModel;

namespace Muster.Server.Api;

[Description("An edit was taken.")]
internal sealed record EditJson([property: Description("Of the edit, among all control data.")] ulong Revision);
