using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Muster.Client.Balancing;
using Muster.Client.Outcomes;

namespace Muster.Client.Http;

/// <summary>One budget a service, however many clients and handlers call it.</summary>
internal sealed class RetryBudgets(IOptions<MusterOptions> options, IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, SharedRetryBudget> _budgets = new(StringComparer.Ordinal);

    public BalancingOptions Options => options.Value.Balancing;

    public TimeProvider Clock { get; } = services.GetService<TimeProvider>() ?? TimeProvider.System;

    public ApiNames Names { get; } = new();

    public SharedRetryBudget Of(string service) => _budgets.GetOrAdd(service, _ => new SharedRetryBudget(Options.Retry, Clock));
}

/// <summary>A <see cref="RetryBudget"/> that many calls draw on.</summary>
internal sealed class SharedRetryBudget(RetryOptions rules, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _started = clock.GetTimestamp();
    private RetryBudget _budget;   // guarded by _lock

    public void Called()
    {
        var now = clock.GetElapsedTime(_started);
        lock (_lock) _budget = _budget.OnCall(now);
    }

    public bool TryRetry()
    {
        var now = clock.GetElapsedTime(_started);
        lock (_lock) return _budget.TryRetry(now, rules, out _budget);
    }
}
