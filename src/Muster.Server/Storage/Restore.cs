using Muster.Core.Catalog;
using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.Storage;

/// <summary>Puts a backup into the folder of a node that has never lived.</summary>
/// <remarks>
/// What it writes becomes a node's all at once, when <see cref="DataFolder.Restoring"/> goes: until then no node starts there, and what
/// was cut off is done anew from the beginning.
/// </remarks>
internal static class Restore
{
    /// <summary>What a folder got.</summary>
    public sealed record Outcome(BackupHead Head, int Instances, int ControlEntries);

    /// <exception cref="InvalidDataException">The backup is not valid. Nothing was put anywhere.</exception>
    /// <exception cref="StartRefusedException">The folder cannot be used, or is not empty.</exception>
    public static Outcome Into(string path, Stream backup)
    {
        using var folder = DataFolder.Open(path);
        var cutOff = File.Exists(folder.Restoring);
        if (!cutOff && new[] { folder.Control, folder.Facts.Newest, folder.Facts.Previous, folder.Epoch.Newest }.FirstOrDefault(File.Exists) is { } lived)
            throw new StartRefusedException($"A node has lived in {folder.Path}: there is {Path.GetFileName(lived)}. A backup is restored into an empty folder alone. Name another with --data, or move this one away: mv '{folder.Path}' '{folder.Path}.before'");

        var control = new List<ControlEntry>();
        var (head, facts, catalog) = ReadInto(folder, backup, control);
        Begin(folder);
        using (var file = ControlFile.Open(folder.Control)) ControlFile.Fill(file, new(head.Revision, control));
        folder.Facts.Keep(new FileStream(facts, FileMode.Open, FileAccess.Write, FileShare.None));
        File.WriteAllText(folder.Restored, head.ToString());
        File.Delete(folder.Restoring);
        DirectorySync.Flush(folder.Path);
        return new(head, catalog.Facts.Count, control.Count);
    }

    /// <summary>Says that something is only partly there, and takes away what an earlier try left.</summary>
    private static void Begin(DataFolder folder)
    {
        using (var mark = new FileStream(folder.Restoring, FileMode.Create)) mark.Flush(flushToDisk: true);
        DirectorySync.Flush(folder.Path);
        foreach (var left in Directory.EnumerateFiles(folder.Path, Path.GetFileName(folder.Control) + "*").Append(folder.Facts.Newest)) File.Delete(left);
    }

    /// <summary>Writes the facts to a file that has no name yet, and proves them.</summary>
    private static (BackupHead Head, string Facts, SavedCatalog Catalog) ReadInto(DataFolder folder, Stream backup, List<ControlEntry> control)
    {
        var path = "";
        try
        {
            BackupHead head;
            using (var facts = folder.Facts.Begin())
            {
                path = facts.Name;
                head = BackupReader.Read(backup, control.Add, facts.Write);
            }

            using var written = new FileStream(path, FileMode.Open, FileAccess.Read);
            return (head, path, FactReader.Read(written).Catalog);
        }
        catch (InvalidDataException)
        {
            File.Delete(path);
            throw;
        }
    }
}
