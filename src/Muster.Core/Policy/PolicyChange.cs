namespace Muster.Core.Policy;

/// <summary>Another policy holds from now on.</summary>
/// <param name="Policy">It.</param>
/// <param name="Revision">Names it.</param>
internal sealed record PolicyChange(AdmissionPolicy Policy, ulong Revision);
