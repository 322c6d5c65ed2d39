namespace Muster.House;

/// <summary>Files stay small enough to be read in one go.</summary>
public sealed class Files
{
    [Fact]
    public void Every_source_file_is_under_250_lines() =>
        Offences.None("Which second concept crept in?",
            from file in Tree.Sources("src")
            let lines = Tree.Lines(file).Length
            where lines >= 250
            orderby lines descending
            select $"{file}: {lines} lines");

    [Fact]
    public void Half_of_the_source_files_fit_70_lines()
    {
        var sizes = Tree.Sources("src").Select(file => Tree.Lines(file).Length).Order().ToList();

        Assert.InRange(sizes[sizes.Count / 2], 1, 70);
    }
}
