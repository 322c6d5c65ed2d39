using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>Rooms and types are named after concepts of the field, never after a technical kind.</summary>
public sealed partial class Names
{
    private static readonly string[] Kinds = ["Common", "Util", "Helper", "Model", "Interface", "Impl", "Misc", "Manager", "Processor"];

    /// <summary>A new concept is added here, in the open; a kind (Services, Handlers, Extensions) never is.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["src/Muster.Core"] = ["Access", "Catalog", "Departures", "Gossip", "Health", "Instructions", "Overlays", "Policy", "Probes", "Replication", "Sessions", "Watch"],
        ["src/Muster.Server"] = ["Access", "Api", "Audit", "Compat", "Console", "Control", "Detectors", "History", "Hosting", "Metrics", "Peers", "Rpc", "Storage"],
    };

    [Fact]
    public void No_folder_is_named_after_a_kind() =>
        Offences.None("Name the room after the concept that lives in it:",
            from folder in Folders("src", "tests", "bench", "samples")
            where Kinds.Any(kind => IsKind(Path.GetFileName(folder), kind))
            select folder);

    [Fact]
    public void No_type_is_named_after_a_kind() =>
        Offences.None("Name the type after what it is:",
            from file in Tree.Sources("src", "tests", "bench", "samples")
            from type in Types(file)
            where Kinds.Any(kind => IsKind(type, kind) || type.EndsWith(kind, StringComparison.Ordinal) || type.EndsWith(kind + "s", StringComparison.Ordinal))
            select $"{file}: {type}");

    [Fact]
    public void Folders_of_core_and_server_are_concepts() =>
        Offences.None("Not a concept of the design:",
            from assembly in Rooms
            from folder in Folders(assembly.Key)
            let room = folder[(assembly.Key.Length + 1)..].Split('/')[0]
            where !assembly.Value.Contains(room)
            select folder);

    [Fact]
    public void A_source_file_is_named_after_a_type_in_it() =>
        Offences.None("One concept, one file, named after it:",
            from file in Tree.Sources("src")
            let name = Path.GetFileName(file).Split('.')[0]
            where name != "Program" && !Types(file).Contains(name)
            select file);

    [Fact]
    public void An_event_of_the_log_has_an_id_of_its_own() =>
        Offences.None("Two events with one id, which nobody who filters a log can tell apart:",
            from file in Tree.Sources("src")
            from line in Tree.Lines(file)
            let id = EventId().Match(line).Groups[1].Value
            where id.Length > 0
            group $"{file}: {line.Trim()}" by id into events
            where events.Count() > 1
            from each in events
            select each);

    [Fact]
    public void No_namespace_carries_a_version() =>
        Offences.None("Versions live on the wire, not in namespaces:",
            from file in Tree.Sources("src", "tests", "bench", "samples")
            from line in Tree.Lines(file)
            where VersionedNamespace().IsMatch(line)
            select $"{file}: {line}");

    private static IEnumerable<string> Folders(params string[] under) =>
        Tree.Files.Where(file => Tree.IsUnder(file, under))
            .SelectMany(file => Parents(file))
            .Where(folder => Tree.IsUnder(folder, under))
            .Distinct();

    private static IEnumerable<string> Parents(string file)
    {
        for (var folder = Path.GetDirectoryName(file); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            yield return folder.Replace('\\', '/');
    }

    private static bool IsKind(string name, string kind) =>
        name.Equals(kind, StringComparison.OrdinalIgnoreCase) || name.Equals(kind + "s", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Types(string file) =>
        Declaration().Matches(Tree.Read(file)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^[^\S\n]*(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+[\w<>\[\],? ]+?)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s*namespace\s.*\bV\d+\b")]
    private static partial Regex VersionedNamespace();

    [GeneratedRegex(@"LoggerMessage\((\d+),")]
    private static partial Regex EventId();
}
