namespace Muster.House;

/// <summary>
/// A reader's desk, and the terminals opened so far. Who reads README works in a clone, with the two scripts at hand; who reads
/// another page works in the empty folder <c>shop</c>, beside the clone <c>muster</c>.
/// </summary>
internal sealed class Desk : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("muster-readme-");
    private readonly List<FileSystemInfo> _links = [];
    private readonly List<Terminal> _terminals = [];
    private readonly string _folder;

    public Desk(string page)
    {
        _folder = page is "README.md" ? _root.FullName : _root.CreateSubdirectory("shop").FullName;
        if (page is not "README.md") _links.Add(Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "muster"), Tree.Root));
        else foreach (var script in new[] { "muster", "build" }) _links.Add(File.CreateSymbolicLink(Path.Combine(_folder, script), Tree.Full(script)));
    }

    public Terminal Open(Fence fence)
    {
        var terminal = new Terminal(fence, _folder, NuGetFolders.Apart(_root.FullName));
        _terminals.Add(terminal);
        return terminal;
    }

    public void Dispose()
    {
        foreach (var terminal in Enumerable.Reverse(_terminals)) terminal.Dispose();
        foreach (var link in _links) link.Delete();
        _root.Delete(recursive: true);
    }
}
