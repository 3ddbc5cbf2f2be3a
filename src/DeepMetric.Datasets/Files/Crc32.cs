using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>The checksum of gzip, zip and PNG: CRC-32 of ISO 3309 (reflected polynomial 0xEDB88320), eight bytes a step.</summary>
internal struct Crc32
{
    private static readonly uint[][] _tables = CreateTables();
    private uint _inverted;

    /// <summary>The checksum of the bytes so far.</summary>
    public readonly uint Value => _inverted;

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = default(Crc32);
        crc.Append(bytes);
        return crc.Value;
    }

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~_inverted;
        while (bytes.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = _tables[7][low & 0xFF] ^ _tables[6][(low >> 8) & 0xFF] ^ _tables[5][(low >> 16) & 0xFF] ^ _tables[4][low >> 24]
                ^ _tables[3][high & 0xFF] ^ _tables[2][(high >> 8) & 0xFF] ^ _tables[1][(high >> 16) & 0xFF] ^ _tables[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            crc = (crc >> 8) ^ _tables[0][(crc ^ value) & 0xFF];
        }

        _inverted = ~crc;
    }

    private static uint[][] CreateTables()
    {
        var tables = new uint[8][];
        for (int table = 0; table < tables.Length; table++)
        {
            tables[table] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint crc = table == 0 ? i : tables[table - 1][i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
                }

                tables[table][i] = crc;
            }
        }

        return tables;
    }
}
