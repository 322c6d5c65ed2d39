using Muster.Peers.Wires;

namespace Muster.Peers.Http2;

/// <summary>Writes the headers of calls (RFC 7541): in full the first time, as numbers of the table after that.</summary>
internal sealed class Hpack(string authority, bool isSecure)
{
    private const int StaticEntries = 61;

    private readonly List<string> _table = [];

    public void Write(Scratch scratch, string path)
    {
        scratch.Add(0x83).Add((byte)(isSecure ? 0x87 : 0x86));   // :method POST, :scheme https or http
        Write(scratch, 0x44, "", path);
        Write(scratch, 0x41, "", authority);
        Write(scratch, 0x5F, "", "application/grpc");
        Write(scratch, 0x40, "te", "trailers");
    }

    /// <param name="scratch">Where to.</param>
    /// <param name="literal">Literal with indexing: 0x40 and the number of the name, 0 for a name that follows.</param>
    /// <param name="name">The name, where it has no number.</param>
    /// <param name="value">At most 126 characters.</param>
    private void Write(Scratch scratch, byte literal, string name, string value)
    {
        var entry = $"{literal}{name}:{value}";
        var known = _table.IndexOf(entry);
        if (known >= 0)
        {
            scratch.Add((byte)(0x80 | (StaticEntries + _table.Count - known)));
            return;
        }

        _table.Add(entry);
        scratch.Add(literal);
        if (name.Length > 0) scratch.Add((byte)name.Length).Add(name);
        scratch.Add((byte)value.Length).Add(value);
    }
}
