namespace Muster.Cli.Demo;

/// <summary>How to start this very program again.</summary>
internal static class Self
{
    private static readonly string ProcessPath = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "muster.dll");

    public static string Program => ProcessPath;

    /// <summary>What stands before the verb: nothing, or the assembly where it is run by <c>dotnet muster.dll</c>.</summary>
    public static IReadOnlyList<string> Leading => Path.GetFileNameWithoutExtension(ProcessPath) is "dotnet" ? [Assembly] : [];
}
