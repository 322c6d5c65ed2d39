namespace Muster.Client.Sessions;

/// <summary>A process never joins the registry of another environment than the one it is configured for.</summary>
internal static class RightEnvironment
{
    /// <summary>Null when the registry is the right one; else the words for whoever configured the process.</summary>
    /// <param name="wanted">Empty: any.</param>
    public static string? FaultIn(string wanted, string found)
    {
        if (wanted.Length == 0 || wanted == found) return null;
        var name = found.Length == 0 ? "no named environment" : $"environment '{found}'";
        return $"This process is configured for environment '{wanted}', but the registry belongs to {name}. Correct Environment or Registries in the configuration.";
    }
}
