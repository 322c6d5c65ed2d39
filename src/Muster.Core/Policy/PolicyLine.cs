using System.Text;

namespace Muster.Core.Policy;

/// <summary>One word of a line: <c>KEY=VALUE,VALUE</c>, or a key alone.</summary>
internal readonly record struct PolicyWord(string Key, IReadOnlyList<string> Values);

/// <summary>Takes a line of a policy apart.</summary>
/// <remarks>
/// Words are parted by blanks. A text in double quotes is taken as it stands, blanks, commas and <c>#</c> included. What
/// follows a <c>#</c> at the beginning of a word is a comment.
/// </remarks>
internal static class PolicyLine
{
    /// <summary>The words, and how many characters of the line they take; or what is wrong.</summary>
    public static (IReadOnlyList<PolicyWord> Words, int Length, string? Fault) Split(string line)
    {
        var words = new List<PolicyWord>();
        var at = 0;
        var length = 0;
        while (true)
        {
            while (at < line.Length && line[at] is ' ' or '\t') at++;
            if (at == line.Length || line[at] == '#') return (words, length, null);
            if (Take(line, ref at) is not { } word) return (words, length, "a quotation mark is not closed.");
            words.Add(word);
            length = at;
        }
    }

    private static PolicyWord? Take(string line, ref int at)
    {
        string? key = null;
        var values = new List<string>();
        var part = new StringBuilder();
        var quoted = false;
        for (; at < line.Length && (quoted || line[at] is not (' ' or '\t')); at++)
        {
            switch (line[at])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '=' when !quoted && key is null:
                    key = part.ToString();
                    part.Clear();
                    break;
                case ',' when !quoted && key is not null:
                    values.Add(part.ToString());
                    part.Clear();
                    break;
                case var other:
                    part.Append(other);
                    break;
            }
        }

        if (quoted) return null;
        if (key is null) return new(part.ToString(), []);
        values.Add(part.ToString());
        return new(key, values);
    }
}
