namespace Muster.House;

/// <summary>Fails with every offender at once, so that one run is enough to mend them all.</summary>
internal static class Offences
{
    public static void None(string rule, IEnumerable<string> offenders)
    {
        var found = offenders.ToList();
        if (found.Count > 0) Assert.Fail($"{rule}\n  {string.Join("\n  ", found)}");
    }
}
