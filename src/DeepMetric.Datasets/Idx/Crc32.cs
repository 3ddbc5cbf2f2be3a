namespace DeepMetric.Datasets;

/// <summary>The checksum of gzip (RFC 1952): a cyclic redundancy check of 32 bits with the reflected polynomial 0xEDB88320.</summary>
internal struct Crc32
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>The checksum of the bytes so far.</summary>
    public uint Value { get; private set; }

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = ~Value;
        uint[] table = _table;
        foreach (byte value in bytes)
        {
            state = table[(byte)(state ^ value)] ^ (state >> 8);
        }

        Value = ~state;
    }

    private static uint Entry(int place)
    {
        uint entry = (uint)place;
        for (int bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : 0xEDB88320 ^ (entry >> 1);
        }

        return entry;
    }
}
