using System.Collections;

namespace Muster.Rpc;

/// <summary>What travels beside the messages: named values, in order; names may repeat. Names that end in <c>-bin</c> hold bytes.</summary>
/// <remarks>Built by one thread before the call; only read after that.</remarks>
public sealed class RpcMetadata : IEnumerable<KeyValuePair<string, string>>
{
    /// <summary>No metadata. It cannot be added to.</summary>
    public static readonly RpcMetadata Empty = new() { _frozen = true };

    private readonly List<KeyValuePair<string, string>> _entries = [];
    private bool _frozen;

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds text: printable ASCII, under a name that does not end in <c>-bin</c>.</summary>
    /// <exception cref="ArgumentException">The name or value cannot travel as a header.</exception>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (MetadataName.IsBinary(MetadataName.Checked(name)))
            throw new ArgumentException($"'{name}' holds bytes: add them as bytes.", nameof(name));
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"The value of '{name}' is not printable ASCII: add it as bytes, under a name that ends in -bin.", nameof(value));

        AddRaw(name, value);
    }

    /// <summary>Adds bytes, under a name that ends in <c>-bin</c>.</summary>
    /// <exception cref="ArgumentException">The name cannot hold bytes.</exception>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        if (!MetadataName.IsBinary(MetadataName.Checked(name)))
            throw new ArgumentException($"'{name}' must end in -bin to hold bytes.", nameof(name));

        AddRaw(name, BinaryHeader.Encode(value));
    }

    /// <summary>The first value under this name; null when there is none.</summary>
    public string? Text(string name)
    {
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase))
                return entry.Value;
        }

        return null;
    }

    /// <summary>The first bytes under this name; null when there are none, or when they are not base64.</summary>
    public byte[]? Bytes(string name) => Text(name) is { } encoded ? BinaryHeader.Decode(encoded) : null;

    /// <summary>All entries in order; bytes as base64.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes an entry as it came off the wire.</summary>
    internal void AddRaw(string name, string value)
    {
        if (_frozen)
            throw new InvalidOperationException("The empty metadata is shared and cannot be added to.");

        _entries.Add(new(name.ToLowerInvariant(), value));
    }

    /// <summary>Takes a header as it came off the wire, unless it belongs to HTTP or to gRPC itself.</summary>
    internal void AddHeader(string name, IEnumerable<string?> values)
    {
        if (MetadataName.IsReserved(name))
            return;

        foreach (var value in values)
        {
            if (value is null)
                continue;

            // Senders may join repeated headers with commas; base64 has none, so bytes can be told apart again.
            foreach (var part in MetadataName.IsBinary(name) ? value.Split(',', StringSplitOptions.TrimEntries) : [value])
                AddRaw(name, part);
        }
    }
}
