namespace Muster.House;

/// <summary>A reader's desk: an empty folder with the two scripts at hand, and the terminals opened so far.</summary>
internal sealed class Desk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-readme-");
    private readonly List<Terminal> _terminals = [];

    public Desk()
    {
        foreach (var script in new[] { "muster", "build" })
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, script), Tree.Full(script));
    }

    public Terminal Open(Fence fence)
    {
        var terminal = new Terminal(fence, _folder.FullName);
        _terminals.Add(terminal);
        return terminal;
    }

    public void Dispose()
    {
        foreach (var terminal in Enumerable.Reverse(_terminals)) terminal.Dispose();
        _folder.Delete(recursive: true);
    }
}
