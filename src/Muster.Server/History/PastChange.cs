using Muster.Protocol;

namespace Muster.Server.History;

/// <summary>An instance came, changed or (without an entry) left a list.</summary>
/// <param name="Id">Whose.</param>
/// <param name="At">Unix time in milliseconds; never less than that of a change before of its service.</param>
/// <param name="Entry">What consumers get from then on, encoded.</param>
/// <param name="Cause">Of a leave.</param>
/// <param name="Evidence">Of a leave, in words.</param>
/// <param name="By">Whose word it was: a client's, an operator's; empty: nobody's.</param>
internal readonly record struct PastChange(string Id, long At, ReadOnlyMemory<byte>? Entry, Cause Cause, string Evidence, string By);
