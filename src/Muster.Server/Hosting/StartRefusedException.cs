namespace Muster.Server.Hosting;

/// <summary>The node cannot start until an operator mends something; each fault says what and how.</summary>
internal sealed class StartRefusedException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public StartRefusedException(string fault)
        : this([fault])
    {
    }

    public IReadOnlyList<string> Faults { get; } = faults;
}
