using System.Globalization;
using System.Text;
using Muster.Protocol;

namespace Muster.Server.Storage;

/// <summary>Counts the starts of a node on its own disk. A number is on the disk before anything is served under it.</summary>
/// <remarks>The file is one line: the number, a space, and the XXH64 (seed 0) of the number's text in 16 hexadecimal digits.</remarks>
internal sealed class EpochCounter(TwoGenerations files)
{
    /// <summary>Where a file was unreadable, the last number is unknown. More starts than this since the last readable one are not believed.</summary>
    private const ulong Leap = 1000;

    /// <summary>The number of this start: 1 for the first ever.</summary>
    /// <param name="seen">The highest number found elsewhere, 0 for none.</param>
    /// <param name="bad">Gets the files that are not valid.</param>
    public ulong Raise(ulong seen, ICollection<string> bad)
    {
        foreach (var file in new[] { files.Newest, files.Previous })
        {
            if (!File.Exists(file)) continue;
            if (Parse(File.ReadAllBytes(file)) is { } number) seen = Math.Max(seen, number);
            else bad.Add(file);
        }

        var epoch = seen + (bad.Count > 0 ? Leap : 1);
        using var next = files.Begin();
        next.Write(Encode(epoch));
        files.Keep(next);
        return epoch;
    }

    private static byte[] Encode(ulong number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text} {XxHash64.Hash(text, 0):x16}\n"));
    }

    private static ulong? Parse(byte[] line) =>
        ulong.TryParse(Encoding.ASCII.GetString(line).Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && line.AsSpan().SequenceEqual(Encode(number))
            ? number
            : null;
}
