using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Muster.House;

/// <summary>samples → AspNetCore → Client → Rpc → Protocol; Cli → Client, Server; Server → Core, Rpc; Core → Protocol. Nothing back.</summary>
public sealed class Arrows
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Muster.Protocol"] = [],
        ["Muster.Rpc"] = ["Muster.Protocol"],
        ["Muster.Core"] = ["Muster.Protocol"],
        ["Muster.Client"] = ["Muster.Rpc"],
        ["Muster.AspNetCore"] = ["Muster.Client"],
        ["Muster.Server"] = ["Muster.Core", "Muster.Rpc"],
        ["Muster.Cli"] = ["Muster.Client", "Muster.Server"],
    };

    [Fact]
    public void Projects_reference_only_what_the_layout_allows() =>
        Offences.None("An arrow that the layout does not have:",
            from project in Projects("src")
            from target in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!)
            where !Allowed.TryGetValue(Name(project), out var targets) || !targets.Contains(target)
            select $"{Name(project)} → {target}");

    [Fact]
    public void Every_assembly_has_its_place_in_the_layout() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Projects("src").Select(Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Samples_stand_on_the_published_assemblies_alone() =>
        Offences.None("A sample may reference Muster.AspNetCore or Muster.Client, as its readers can:",
            from project in Projects("samples")
            from target in References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!)
            where target is not ("Muster.AspNetCore" or "Muster.Client")
            select $"{project} → {target}");

    [Fact]
    public void Compiled_assemblies_use_only_what_lies_below_them() =>
        Offences.None("An assembly that was compiled against one it must not know:",
            from name in Allowed.Keys
            from used in CompiledReferences(name)
            where used.StartsWith("Muster.", StringComparison.Ordinal) && !Below(name).Contains(used)
            select $"{name} → {used}");

    [Theory]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Net.Http")]
    [InlineData("System.Net.Security")]
    [InlineData("System.IO.Pipelines")]
    [InlineData("System.Threading.Channels")]
    [InlineData("System.Threading.ThreadPool")]
    [InlineData("Microsoft.Extensions.")]
    [InlineData("Microsoft.AspNetCore")]
    public void The_core_is_compiled_without(string effect) =>
        Offences.None($"Muster.Core decides and has no effects, so it must not use {effect}:",
            CompiledReferences("Muster.Core").Where(used => used.StartsWith(effect, StringComparison.Ordinal)));

    [Theory]
    [InlineData("Muster.Protocol")]
    [InlineData("Muster.Rpc")]
    [InlineData("Muster.Core")]
    [InlineData("Muster.Client")]
    public void Below_AspNetCore_nothing_needs_AspNetCore(string name)
    {
        Offences.None($"{name} must run in any .NET process:",
            CompiledReferences(name).Where(used => used.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));
        Assert.Empty(References($"src/{name}/{name}.csproj", "FrameworkReference"));
    }

    private static IEnumerable<string> Projects(string folder) =>
        Tree.Files.Where(file => Tree.IsUnder(file, folder) && file.EndsWith(".csproj", StringComparison.Ordinal));

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Tree.Read(project)).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!);

    private static HashSet<string> Below(string name) =>
        [.. Allowed[name].SelectMany(target => Below(target).Append(target))];

    private static List<string> CompiledReferences(string name)
    {
        var file = name is "Muster.Cli" ? "muster.dll" : name + ".dll";
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, file)));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
