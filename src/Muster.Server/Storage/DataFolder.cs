using Muster.Server.Hosting;

namespace Muster.Server.Storage;

/// <summary>The folder of a node's own files, taken for this process alone.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string Gathered = "backup-facts-";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        (Path, _lock) = (path, held);
        Facts = new TwoGenerations(System.IO.Path.Combine(path, "facts"));
        Epoch = new TwoGenerations(System.IO.Path.Combine(path, "epoch"));
    }

    public string Path { get; }

    /// <summary>What is known of the instances: <see cref="FactFile"/>.</summary>
    public TwoGenerations Facts { get; }

    /// <summary>How often the node was started: <see cref="EpochCounter"/>.</summary>
    public TwoGenerations Epoch { get; }

    /// <summary>What operators said: <see cref="Muster.Server.Control.ControlFile"/>.</summary>
    public string Control => System.IO.Path.Combine(Path, "control.db");

    /// <summary>What was done: <see cref="Muster.Server.Audit.AuditFile"/>.</summary>
    public string Audit => System.IO.Path.Combine(Path, "audit.db");

    /// <summary>The node's own authority and certificate, where it was given none.</summary>
    public string Tls => System.IO.Path.Combine(Path, "tls");

    /// <summary>The secret of the first token, where the node had to make one.</summary>
    public string AdminToken => System.IO.Path.Combine(Path, "admin.token");

    /// <summary>Who came, changed and left: <see cref="Muster.Server.History.JournalFile"/>.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal.db");

    /// <summary>
    /// There between a stop that wrote everything down and the next start. Where it is missing, a little more was known
    /// than the facts hold.
    /// </summary>
    public string CleanStop => System.IO.Path.Combine(Path, "stopped");

    /// <summary>There while a backup is put into the folder. Where it stayed, that was cut off.</summary>
    public string Restoring => System.IO.Path.Combine(Path, "restoring");

    /// <summary>Where the facts of one backup are gathered before they are sent; gone with the backup, or at the next start.</summary>
    public string GatheredFacts() => System.IO.Path.Combine(Path, $"{Gathered}{Guid.CreateVersion7():n}");

    /// <summary>There from a restored backup to the first start after it; says which backup it was.</summary>
    public string Restored => System.IO.Path.Combine(Path, "restored");

    /// <summary>For a node that is to live there.</summary>
    /// <exception cref="StartRefusedException">It cannot be used.</exception>
    public static DataFolder OpenToServe(string path)
    {
        var folder = Open(path);
        if (!File.Exists(folder.Restoring))
        {
            foreach (var left in Directory.EnumerateFiles(folder.Path, $"{Gathered}*")) File.Delete(left);   // by a run that was killed meanwhile
            return folder;
        }

        folder.Dispose();
        throw new StartRefusedException($"MusterServer:DataDir: 'muster restore' was cut off in {folder.Path}, so only a part may be there. Run it again with the same backup, then start this node.");
    }

    /// <exception cref="StartRefusedException">It cannot be used.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"MusterServer:DataDir: the folder {full} cannot be made: {fault.Message} Give another with --data.");
        }

        var file = System.IO.Path.Combine(full, "lock");
        try
        {
            return new DataFolder(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartRefusedException($"MusterServer:DataDir: this user may not write to the folder {full}. Let it, or give another with --data.");
        }
        catch (IOException fault) when (!IsShared(fault))
        {
            throw new StartRefusedException($"MusterServer:DataDir: the folder {full} cannot be written to: {fault.Message} Mend that, or give another with --data.");
        }
        catch (IOException)
        {
            throw new StartRefusedException($"MusterServer:DataDir: another node uses the folder {full}. Stop it, or give this one its own with --data.");
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether somebody else holds the file: Windows' sharing violation, Linux' and macOS' EWOULDBLOCK.</summary>
    private static bool IsShared(IOException fault) => fault.HResult is unchecked((int)0x80070020) or 11 or 35;
}
