namespace Muster.Server.Rpc;

/// <summary>Whether the node takes calls. The host sets it; probes and watchers read it without waiting.</summary>
internal sealed class NodeHealth
{
    private volatile Report _current = new(Serving: false);

    /// <summary>What is true now, and a task that completes when it no longer is.</summary>
    public Report Current => _current;

    /// <summary>For one writer.</summary>
    public void Set(bool serving)
    {
        var old = _current;
        if (old.Serving == serving)
            return;

        _current = new(serving);
        old.Outdate();
    }

    /// <summary>One state of health.</summary>
    public sealed record Report(bool Serving)
    {
        private readonly TaskCompletionSource _outdated = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Outdated => _outdated.Task;

        internal void Outdate() => _outdated.SetResult();
    }
}
