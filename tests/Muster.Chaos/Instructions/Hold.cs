namespace Muster.Chaos.Instructions;

/// <summary>While it is there, no process ends what it does on instruction: so that whatever is to meet it at work does, however slow the machine is.</summary>
internal sealed class Hold : IDisposable
{
    private readonly string _file;

    /// <param name="folder">Of the processes' logs of what they did.</param>
    public Hold(string folder)
    {
        _file = FileIn(folder);
        File.WriteAllText(_file, "");
    }

    /// <summary>The sign.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "hold");

    public void Dispose() => File.Delete(_file);
}
