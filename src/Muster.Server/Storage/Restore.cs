using Muster.Core.Catalog;
using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.Storage;

/// <summary>Puts a backup into the folder of a node that has never lived.</summary>
internal static class Restore
{
    /// <summary>What a folder got.</summary>
    public sealed record Outcome(BackupHead Head, int Instances, int ControlEntries);

    /// <exception cref="InvalidDataException">The backup is not valid. Nothing was put anywhere.</exception>
    /// <exception cref="StartRefusedException">The folder cannot be used, or is not empty.</exception>
    public static Outcome Into(string path, Stream backup)
    {
        using var folder = DataFolder.Open(path);
        if (new[] { folder.Control, folder.Facts.Newest, folder.Facts.Previous, folder.Epoch.Newest }.FirstOrDefault(File.Exists) is { } lived)
            throw new StartRefusedException($"A node has lived in {folder.Path}: there is {Path.GetFileName(lived)}. A backup is restored into an empty folder alone. Name another with --data, or move this one away: mv '{folder.Path}' '{folder.Path}.before'");

        var control = new List<ControlEntry>();
        var (head, facts, catalog) = ReadInto(folder, backup, control);
        using (var file = ControlFile.Open(folder.Control)) ControlFile.Fill(file, new(head.Revision, control));
        folder.Facts.Keep(new FileStream(facts, FileMode.Open, FileAccess.Write, FileShare.None));
        return new(head, catalog.Facts.Count, control.Count);
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
