using System.Buffers.Binary;
using System.Numerics;

namespace DeepMetric.Lab.Export;

/// <summary>The check sum CRC-32C (Castagnoli, RFC 3720), plain and as records of TensorFlow mask it.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The check sum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    /// <summary>The check sum turned by 15 bits and shifted, so that the sum of bytes that hold sums is of use too.</summary>
    public static uint MaskedOf(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Of(bytes), 15) + MaskDelta);
}
