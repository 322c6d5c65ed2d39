using Muster.Protocol;

namespace Muster.Cli.Planning;

/// <summary>The frames of a storm's providers: instances of a stated size that differ from one generation to the next.</summary>
internal static class StormRegistrations
{
    public static Registration Of(string service, int number, int generation, int payloadBytes)
    {
        var instance = new Instance { Id = IdOf(number), Addresses = { "http://10.20.30.40:8080" }, Metadata = { ["build"] = $"{generation:00000000}" } };
        var missing = payloadBytes - instance.CalculateSize();
        if (missing > 0) instance.Metadata["about"] = "";
        for (missing = payloadBytes - instance.CalculateSize(); missing > 0; missing = payloadBytes - instance.CalculateSize())
            instance.Metadata["about"] += new string('x', missing > 4 ? missing - 3 : 1);
        return new() { Service = service, Instance = instance };
    }

    public static Up Come(string service, IEnumerable<int> numbers, int generation, int payloadBytes) =>
        new() { Register = new Register { Request = 1, Registrations = { numbers.Select(number => Of(service, number, generation, payloadBytes)) } } };

    public static Up Go(string service, int number) =>
        new() { Deregister = new Deregister { Request = 1, Instances = { new InstanceKey { Service = service, Id = IdOf(number) } } } };

    private static string IdOf(int number) => $"storm-{number:000000}";
}
