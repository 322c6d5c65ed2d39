using System.Runtime.CompilerServices;

namespace Muster.Client.Tests.Lists;

/// <summary>A program can be tested without a registry, by a directory that knows what the test says.</summary>
public sealed class DirectoriesOfYourOwn
{
    [Fact]
    public void A_directory_can_be_made_of_public_parts_alone()
    {
        IServiceDirectory directory = new Known(new ServiceList("orders",
        [
            new ServiceInstance(new InstanceDescription("http://10.0.0.8:80") { Weight = 7 }, InstanceState.SubHealthy),
            new ServiceInstance(new InstanceDescription("http://10.0.0.7:80") { Zone = "east" }),
        ]));

        var list = directory.Get("orders");
        Assert.Equal(("orders", ListSource.Registry, "10.0.0.7,10.0.0.8"), (list.Service, list.Source, string.Join(',', list.Instances.ToArray().Select(instance => instance.Id))));
        Assert.Equal((InstanceState.SubHealthy, 7), (list.Find("10.0.0.8")!.State, list.Find("10.0.0.8")!.Weight));

        using var picked = directory.Pick("orders");
        picked.Succeeded();
        Assert.Equal(("http://10.0.0.7:80", "east"), (picked.Address, picked.Instance.Zone));
    }

    [Fact]
    public void Whatever_differs_makes_another_version()
    {
        var instance = new InstanceDescription("http://10.0.0.7:80");

        ulong[] versions =
        [
            new ServiceInstance(instance).Version, new ServiceInstance(instance, InstanceState.Suspect).Version,
            new ServiceInstance(instance with { Weight = 1 }).Version,
        ];

        Assert.Equal(3, versions.Distinct().Count());
        Assert.Equal(versions[0], new ServiceInstance(instance, InstanceState.Healthy).Version);
    }

    private sealed class Known(ServiceList list) : IServiceDirectory
    {
        public ServiceList Get(string service) => list;

        public async IAsyncEnumerable<ServiceChange> WatchAsync(string service, [EnumeratorCancellation] CancellationToken cancel = default)
        {
            await Task.Yield();
            yield return new ServiceChange(list, []);
        }

        public Picked Pick(string service, ReadOnlySpan<char> key, ReadOnlySpan<ServiceInstance> except) => new(list.Instances[0]);
    }
}
