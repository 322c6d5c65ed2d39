using System.Text.Json;

namespace Muster.Load.Figures;

/// <summary>Keeps a book as JSON, so that the page can be made of it later.</summary>
internal static class BookFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static void Write(string path, Book book, Machine machine)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(new Content(machine, book.Absent, book.Took, book.Failures, book.Figures), Readable));
        File.Move(path + ".new", path, overwrite: true);
    }

    public static (Book Book, Machine Machine) Read(string path)
    {
        var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path)) ?? throw Empty(path);
        if (content is not { Machine: not null, Absent: not null, Took: not null, Failures: not null, Figures: not null }) throw Empty(path);
        var book = new Book { Absent = content.Absent, Took = content.Took };
        foreach (var figure in content.Figures) book.Add(figure);
        foreach (var failure in content.Failures) book.Add(failure);
        return (book, content.Machine);
    }

    private static InvalidDataException Empty(string path) => new($"{path} holds no figures of this version: measure again.");

    private sealed record Content(
        Machine Machine, SortedDictionary<string, string> Absent, SortedDictionary<string, double> Took, IReadOnlyList<Failure> Failures, IReadOnlyList<Figure> Figures);
}
