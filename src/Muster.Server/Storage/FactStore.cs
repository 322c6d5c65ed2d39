using Microsoft.Extensions.Logging;
using Muster.Core.Catalog;
using Muster.Server.Hosting;

namespace Muster.Server.Storage;

/// <summary>What a start finds.</summary>
/// <param name="Epoch">The number of this start.</param>
/// <param name="Catalog">What was known before it.</param>
/// <param name="FactsWereLost">Whether more was known, or may have been, than could be read.</param>
internal sealed record Warmth(ulong Epoch, SavedCatalog Catalog, bool FactsWereLost);

/// <summary>Keeps the node's facts over a restart. No file is so bad that it refuses the start, and none is served that is not proven whole.</summary>
internal sealed partial class FactStore(DataFolder folder, ILogger<FactStore> logger)
{
    /// <summary>
    /// Reads the newest valid facts and raises the epoch. A file that is not valid is set aside, and the one before it is
    /// taken; where neither is valid the node starts empty.
    /// </summary>
    /// <exception cref="StartRefusedException">The epoch cannot be raised.</exception>
    public Warmth Open()
    {
        var bad = new List<(string File, string Fault)>();
        SavedFacts? found = null;
        foreach (var file in new[] { folder.Facts.Newest, folder.Facts.Previous })
        {
            if (!File.Exists(file)) continue;
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
                var read = FactReader.Read(stream);   // that before is proven, too: it may be needed next time
                found ??= read;
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                bad.Add((file, fault.Message));
            }
        }

        var epoch = RaiseEpoch(found?.Epoch ?? 0);
        foreach (var (file, fault) in bad) SetAside(file, fault, epoch, found is not null);

        var clean = File.Exists(folder.CleanStop);
        File.Delete(folder.CleanStop);
        var unread = found is null ? bad.Count > 0 : bad.Any(one => one.File == folder.Facts.Newest);
        var lost = unread || (epoch > 1 && (found is null || !clean));
        if (found is { Catalog.Facts.Count: > 0 }) Log.Restored(logger, found.Epoch, found.Catalog.Facts.Count);
        if (found is null && lost) Log.Lost(logger, folder.Path);
        else if (File.Exists(folder.Restored)) Log.FromBackup(logger, File.ReadAllText(folder.Restored));
        else if (epoch > 1 && !clean) Log.NotStopped(logger);
        File.Delete(folder.Restored);
        return new(epoch, found?.Catalog ?? SavedCatalog.Empty, lost);
    }

    /// <summary>Writes the next generation, slice by slice. Answers its size in bytes.</summary>
    public async Task<long> SaveAsync(ulong epoch, Func<FactSlice, Task> export)
    {
        await using var file = folder.Facts.Begin();
        using var writer = new FactWriter(file, epoch);
        await writer.WriteAllAsync(export);
        var bytes = file.Length;
        folder.Facts.Keep(file);
        return bytes;
    }

    /// <summary>Everything that is known stands in the files, and nothing will be added. False when even that cannot be noted.</summary>
    public bool TryNoteCleanStop()
    {
        try
        {
            File.WriteAllBytes(folder.CleanStop, []);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private ulong RaiseEpoch(ulong seen)
    {
        try
        {
            var bad = new List<string>();
            var epoch = new EpochCounter(folder.Epoch).Raise(seen, bad);
            foreach (var file in bad) Log.EpochInvalid(logger, file, epoch);
            return epoch;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"MusterServer:DataDir: the start cannot be written down in {folder.Path}: {fault.Message} Let this user write there and see that there is space, or give another folder with --data.");
        }
    }

    private void SetAside(string file, string fault, ulong epoch, bool otherTaken)
    {
        try
        {
            var aside = TwoGenerations.SetAside(file, epoch);
            if (otherTaken && file == folder.Facts.Previous) Log.NewestTaken(logger, file, fault, aside);
            else if (otherTaken) Log.PreviousTaken(logger, file, fault, aside);
            else Log.Invalid(logger, file, fault, aside);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            Log.NotSetAside(logger, file, fault, denied.Message);
        }
    }
}
