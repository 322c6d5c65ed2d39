using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Server.Hosting;
using Muster.Server.Metrics;
using Muster.Server.Storage;
using Muster.Server.Tests.Hosting;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Storage;

/// <summary>Facts are written down after they change, whatever the disk says.</summary>
public sealed class Checkpoints : IAsyncDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("muster-checkpoints-").FullName;
    private readonly HandClock _clock = new();
    private readonly CollectedLog _log = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DataFolder _folder;
    private readonly Checkpointer _checkpointer;
    private readonly NodeMeter _meter;
    private readonly RegistryLoop _loop;
    private readonly Task _running;

    public Checkpoints()
    {
        _folder = DataFolder.Open(_path);
        _meter = new(_metrics.GetRequiredService<IMeterFactory>());
        _checkpointer = new(new FactStore(_folder, _log.For<FactStore>()), epoch: 3, _meter, _clock, _log.For<Checkpointer>());
        var options = new RegistryOptions { Epoch = 3, Callers = new([], openToAll: true, openToLoopback: true) };
        _loop = new(new Registry(options, RegistryLoop.Now(_clock)), _clock, (events, _, _) => _checkpointer.Observe(events));
        _running = Task.Run(() => _loop.RunAsync(_stopping.Token));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _folder.Dispose();
        await _metrics.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task What_is_registered_is_written_down_and_nothing_is_written_when_nothing_changed()
    {
        await RegisterAsync("orders-1");
        await _checkpointer.SaveAsync(_loop, Cancel);
        var first = _meter.LastCheckpoint;
        await _checkpointer.SaveAsync(_loop, Cancel);

        Assert.Same(first, _meter.LastCheckpoint);
        Assert.Equal(["orders-1"], Written());

        await RegisterAsync("orders-2");
        await _checkpointer.SaveAsync(_loop, Cancel);
        Assert.Equal(["orders-1", "orders-2"], Written());
    }

    [Fact]
    public async Task A_disk_that_refuses_is_told_once_and_tried_again()
    {
        await RegisterAsync("orders-1");
        var obstacle = Directory.CreateDirectory(Path.Combine(_path, "facts.new"));

        await _checkpointer.SaveAsync(_loop, Cancel);
        await _checkpointer.SaveAsync(_loop, Cancel);
        Assert.StartsWith("The facts could not be written down: ", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        obstacle.Delete();
        await _checkpointer.SaveAsync(_loop, Cancel);
        Assert.Equal(["orders-1"], Written());
        Assert.Equal("The facts are written down again.", _log.Lines.Last().Line);
    }

    [Fact]
    public async Task Facts_are_the_nodes_users_alone_also_where_a_file_was_left_that_all_may_read()
    {
        if (OperatingSystem.IsWindows()) return;
        await File.WriteAllTextAsync(Path.Combine(_path, "facts.new"), "left", Cancel);

        await RegisterAsync("orders-1");
        await _checkpointer.SaveAsync(_loop, Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Facts.Newest));
        Assert.Equal(["orders-1"], Written());
    }

    private Task<ThinAnswer> RegisterAsync(string id) => _loop.AskAsync(
        new Input.PutThin(Caller.Anonymous, new ServiceKey("shop", "orders"), new Instance { Id = id, Addresses = { "http://10.0.0.7:80" } }, TimeSpan.FromSeconds(30)), Cancel);

    private IEnumerable<string> Written()
    {
        using var file = System.IO.File.OpenRead(_folder.Facts.Newest);
        var saved = FactReader.Read(file);
        Assert.Equal(3u, saved.Epoch);
        return saved.Catalog.Facts.Select(fact => fact.Listed.Id).Order(StringComparer.Ordinal);
    }
}
