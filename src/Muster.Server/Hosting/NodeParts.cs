using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Health;
using Muster.Server.Access;
using Muster.Server.Audit;
using Muster.Server.Control;
using Muster.Server.Detectors;
using Muster.Server.History;
using Muster.Server.Metrics;
using Muster.Server.Rpc;
using Muster.Server.Storage;

namespace Muster.Server.Hosting;

/// <summary>What a node is made of. Everything is made once, when it is first asked for.</summary>
internal static class NodeParts
{
    public static IServiceCollection AddNodeParts(this IServiceCollection services, NodeOptions options, DataFolder folder, ControlStore control, CancellationToken left) => services
        .AddSingleton(NodeAccess.CallersOf(options))
        .AddSingleton(_ => folder)
        .AddSingleton(_ => control)
        .AddSingleton(options.Audit)
        .AddSingleton(OpenAudit)
        .AddSingleton<AuditTrail>()
        .AddSingleton<AuditDesk>()
        .AddSingleton(options.Journal)
        .AddSingleton(OpenJournal)
        .AddSingleton<Journal>()
        .AddSingleton<HistoryDesk>()
        .AddSingleton<BackupDesk>()
        .AddSingleton<OverlayFeed>()
        .AddSingleton<OverlayDesk>()
        .AddSingleton<PolicyFeed>()
        .AddSingleton<PolicyDesk>()
        .AddSingleton<PersistentDesk>()
        .AddSingleton<BurialDesk>()
        .AddSingleton<InstructionDesk>()
        .AddSingleton<ControlFeed>()
        .AddSingleton(_ => options.Detector.ToRules(NodeAccess.IsOnLoopback(options)))
        .AddSingleton<Prober>()
        .AddSingleton<ProbeCrew>()
        .AddSingleton<OwnDetector>()
        .AddSingleton<TokenFeed>()
        .AddSingleton<TokenDesk>()
        .AddSingleton<CertificateDesk>()
        .AddSingleton<NodeCertificateDesk>()
        .AddSingleton<FactStore>()
        .AddSingleton(parts => parts.GetRequiredService<FactStore>().Open())
        .AddSingleton(parts => RegistryOptionsOf(options, parts.GetRequiredService<CallerDirectory>(), parts.GetRequiredService<Warmth>()))
        .AddSingleton(WarmRegistry)
        .AddSingleton<EventLog>()
        .AddSingleton(parts => ActivatorUtilities.CreateInstance<Checkpointer>(parts, parts.GetRequiredService<Warmth>().Epoch))
        .AddSingleton(parts => Loop(parts, left))
        .AddSingleton<NodeHealth>()
        .AddSingleton<OpenCalls>()
        .AddSingleton(parts => ActivatorUtilities.CreateInstance<RegistryDoor>(parts, left))
        .AddSingleton<RegistryService>()
        .AddSingleton<AdminService>()
        .AddSingleton<TokenService>()
        .AddSingleton<CertificateService>()
        .AddSingleton<MemoryService>()
        .AddSingleton<PersistentService>()
        .AddSingleton<InstructionService>()
        .Replace(ServiceDescriptor.Singleton<IHostLifetime, OwnedLifetime>());

    private static RegistryOptions RegistryOptionsOf(NodeOptions options, CallerDirectory callers, Warmth warmth) => new()
    {
        Epoch = warmth.Epoch,
        Callers = callers,
        Lease = Lease.OfTimeout(options.Session.Timeout),
        Health = options.Health.ToRules(),
        Location = options.Detector.Location,
        Chance = new Random(unchecked((int)warmth.Epoch)),
        Environment = options.Environment,
        Nodes = AdvertisedBy(options),
        FactsWereLost = warmth.FactsWereLost,
        TellsEdits = true,
    };

    private static IReadOnlyList<string> AdvertisedBy(NodeOptions options)
    {
        if (options.Advertise.Count > 0) return [.. options.Advertise];
        var bind = BindAddress.Parse(options.Rpc)!;
        return BindAddress.IsDialable(bind) ? [bind.ToString()] : [];
    }

    private static Registry WarmRegistry(IServiceProvider parts)
    {
        var registry = new Registry(parts.GetRequiredService<RegistryOptions>(), RegistryLoop.Now(parts.GetRequiredService<TimeProvider>()));
        registry.Restore(parts.GetRequiredService<TokenFeed>().First);
        registry.Restore(parts.GetRequiredService<OverlayFeed>().First);
        if (parts.GetRequiredService<PolicyFeed>().First is { } policy) registry.Restore(policy);
        registry.Restore(parts.GetRequiredService<Warmth>().Catalog);
        registry.Restore(PersistentRecord.In(parts.GetRequiredService<ControlStore>().Image));
        return registry;
    }

    private static AuditFile OpenAudit(IServiceProvider parts) =>
        HistoryFile.Open(parts.GetRequiredService<DataFolder>().Audit, AuditFile.Open, parts.GetRequiredService<ILogger<AuditFile>>());

    private static JournalFile OpenJournal(IServiceProvider parts) =>
        HistoryFile.Open(parts.GetRequiredService<DataFolder>().Journal, JournalFile.Open, parts.GetRequiredService<ILogger<JournalFile>>());

    private static RegistryLoop Loop(IServiceProvider parts, CancellationToken left)
    {
        var log = parts.GetRequiredService<EventLog>();
        var meter = parts.GetRequiredService<NodeMeter>();
        var checkpointer = parts.GetRequiredService<Checkpointer>();
        var overlays = parts.GetRequiredService<OverlayFeed>();
        var audit = parts.GetRequiredService<AuditTrail>();
        var policy = parts.GetRequiredService<PolicyFeed>();
        var detector = parts.GetRequiredService<OwnDetector>();
        var journal = parts.GetRequiredService<Journal>();
        return new(parts.GetRequiredService<Registry>(), parts.GetRequiredService<TimeProvider>(), Observe);

        void Observe(IReadOnlyList<RegistryEvent> events, int waiting, TimeSpan took)
        {
            if (!left.IsCancellationRequested) log.Observe(events);   // that all clients go now is the node's own doing
            checkpointer.Observe(events);
            overlays.Observe(events);
            audit.Observe(events);
            policy.Observe(events);
            detector.Observe(events);
            journal.Observe(events);
            meter.Stepped(events, waiting, took);
        }
    }

    /// <summary>The node itself starts and stops the web server, and listens to signals where it is a process of its own.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
    }
}
