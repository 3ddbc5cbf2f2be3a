using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>Reads the numbers of a data element, whichever way they are stored.</summary>
internal static class MatNumbers
{
    /// <summary>The bytes of one number; 0 for a type that holds no numbers.</summary>
    public static int Width(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>Reads the next element, which must hold exactly so many numbers.</summary>
    public static double[] Read(MatCursor cursor, int count)
    {
        // Some writers leave out the data of an empty array.
        if (count == 0 && cursor.IsAtEnd)
        {
            return [];
        }

        MatElement element = cursor.ReadElement();
        int width = Width(element.Type);
        if (width == 0)
        {
            throw cursor.Error(element.TagAt, "a type that holds numbers", $"type {(uint)element.Type}");
        }

        if (element.Length != (long)count * width)
        {
            throw cursor.Error(element.TagAt, $"{count} numbers of {width} bytes", $"{element.Length} bytes");
        }

        ReadOnlySpan<byte> bytes = cursor.Data(element);
        var values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = One(bytes.Slice(i * width, width), element.Type, cursor.IsBigEndian);
        }

        return values;
    }

    private static double One(ReadOnlySpan<byte> bytes, MatType type, bool isBig) => type switch
    {
        MatType.Int8 => (sbyte)bytes[0],
        MatType.UInt8 => bytes[0],
        MatType.Int16 => isBig ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
        MatType.UInt16 => isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        MatType.Int32 => isBig ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes),
        MatType.UInt32 => isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        MatType.Single => isBig ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes),
        MatType.Double => isBig ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        MatType.Int64 => isBig ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => isBig ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };
}
