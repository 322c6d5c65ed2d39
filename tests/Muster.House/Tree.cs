using System.Text;

namespace Muster.House;

/// <summary>The source tree that these tests read: what a clone holds, and nothing that a build or an editor left there.</summary>
internal static class Tree
{
    private static readonly HashSet<string> Left =
        new(StringComparer.OrdinalIgnoreCase) { ".git", "artifacts", "bin", "obj", ".vs", ".idea", "__pycache__", "node_modules" };

    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root, with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Sources(params string[] folders) =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && IsUnder(file, folders));

    public static IEnumerable<string> Pages => Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    public static bool IsUnder(string file, params string[] folders) =>
        folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal));

    public static bool Exists(string path) => File.Exists(Full(path)) || Directory.Exists(Full(path));

    public static string Full(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Full(path), Encoding.UTF8);

    public static string[] Lines(string path) => File.ReadAllLines(Full(path), Encoding.UTF8);

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(inner => !Left.Contains(Path.GetFileName(inner))).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
                return folder.FullName;

        throw new InvalidOperationException($"There is no Muster.slnx above {AppContext.BaseDirectory}: these tests read the tree they were built in.");
    }
}
