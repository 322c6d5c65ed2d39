namespace Muster.Chaos.Stage;

/// <summary>The stage itself did not come about; the message says what was waited for.</summary>
internal sealed class StageException(string message) : Exception(message);
