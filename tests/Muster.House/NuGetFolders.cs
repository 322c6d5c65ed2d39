namespace Muster.House;

/// <summary>
/// Keeps packages of these sources apart from the user's: the next build makes others of the same version. All else is read
/// from where the user has it.
/// </summary>
internal static class NuGetFolders
{
    public static string Packed { get; } = Tree.Full("artifacts/packages");

    public static Dictionary<string, string?> Apart(string folder) => new()
    {
        ["NUGET_PACKAGES"] = Path.Combine(folder, "packages"),
        ["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
    };
}
