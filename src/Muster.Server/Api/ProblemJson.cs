using System.ComponentModel;

namespace Muster.Server.Api;

[Description("An error, as RFC 9457 tells it.")]
internal sealed record ProblemJson(
    [property: Description("Names the kind of error: urn:muster:problem: and the code.")] string Type,
    string Title,
    int Status,
    [property: Description("What, which, and what to do next; for people.")] string Detail,
    [property: Description("The error code, for programs.")] string Code);
