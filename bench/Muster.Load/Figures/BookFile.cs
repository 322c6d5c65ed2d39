using System.Text.Json;

namespace Muster.Load.Figures;

/// <summary>Keeps a book as JSON, so that the page can be made of it later.</summary>
internal static class BookFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static void Write(string path, Book book, Machine machine)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(new Content(machine, book.Figures), Readable));
    }

    public static (Book Book, Machine Machine) Read(string path)
    {
        var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path} holds no figures.");
        var book = new Book();
        foreach (var figure in content.Figures) book.Add(figure);
        return (book, content.Machine);
    }

    private sealed record Content(Machine Machine, IReadOnlyList<Figure> Figures);
}
