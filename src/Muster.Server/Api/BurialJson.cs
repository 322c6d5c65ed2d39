using System.ComponentModel;

namespace Muster.Server.Api;

[Description("Why the process of an instance is said to be gone.")]
internal sealed record BurialEditJson([property: Description("For whoever finds this later: 1 to 200 characters.")] string Reason);

[Description("An instance was taken out, as its process is said to be gone.")]
internal sealed record BurialJson([property: Description("Its process is still connected, and will register again.")] bool Connected);
