using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>Reads MATLAB's MAT-files of level 5 (versions 5 to 7, as <c>save -v6</c> and <c>save -v7</c> write them).</summary>
/// <remarks>
/// <para>Read are numeric, logical, char, cell and struct arrays, plain or compressed, in either byte order; other kinds (sparse, function, object) become
/// <see cref="MatValue.Skipped"/>, and variables without a name (MATLAB's own bookkeeping) are left out. Format: "MAT-File Format", The MathWorks.</para>
/// <para>Bounds: a file has at most 256 MiB and inflates to at most 64 MiB in all; a compressed element inflates to at most 1,032 times its length, which is the most
/// that zlib can reach; arrays are nested at most 32 deep and structures have at most 4,096 fields. Nothing is allocated for a size that the bytes at hand
/// cannot fill; the result takes at most some 64 times the bytes of the (inflated) content: a stored byte may become a double, and a few bytes an object.</para>
/// <para>Reading is strict: sizes and counts must agree, the checksum of compressed data must be right, and nothing may follow.</para>
/// </remarks>
public static class MatFile
{
    private const int HeaderLength = 128;
    private const int MaximumLength = 256 << 20;
    private const int MaximumInflated = 64 << 20;

    /// <summary>Reads all variables of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The variables by name.</returns>
    /// <exception cref="InvalidDataException">The file is not a sound MAT-file of level 5, or is beyond a bound.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, MatValue> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > MaximumLength)
        {
            throw new InvalidDataException($"{path}: at byte {MaximumLength}: expected the end of the file, as a MAT-file may have {MaximumLength} bytes, found {stream.Length} bytes.");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Read(content, path);
    }

    internal static IReadOnlyDictionary<string, MatValue> Read(byte[] content, string file)
    {
        var variables = new Dictionary<string, MatValue>(StringComparer.Ordinal);
        var cursor = new MatCursor(content, HeaderLength, content.Length, IsBigEndian(content, file), file, inflatedFrom: null);
        int inflatable = MaximumInflated;
        while (!cursor.IsAtEnd)
        {
            int at = cursor.Position;
            MatElement element = cursor.ReadElement(isTopLevel: true);
            MatCursor inside;
            switch (element.Type)
            {
                case MatType.Compressed:
                    byte[] inflated = MatInflater.Inflate(cursor, element, inflatable);
                    inflatable -= inflated.Length;
                    inside = new MatCursor(inflated, 0, inflated.Length, cursor.IsBigEndian, file, inflatedFrom: at);
                    element = inside.ReadElement(isTopLevel: true);
                    inside.Expect(element, MatType.Matrix, "an array");
                    inside = inside.Inside(element);
                    break;
                case MatType.Matrix:
                    inside = cursor.Inside(element);
                    break;
                default:
                    throw cursor.Error(at, $"an array (type {(int)MatType.Matrix}) or a compressed one (type {(int)MatType.Compressed})", $"type {(uint)element.Type}");
            }

            (string name, MatValue value) = MatArrayReader.ReadVariable(inside);
            if (name.Length > 0 && !variables.TryAdd(name, value))
            {
                throw cursor.Error(at, "a variable with a name of its own", $"a second one called {name}");
            }
        }

        return variables;
    }

    private static bool IsBigEndian(byte[] content, string file)
    {
        if (content.Length < HeaderLength)
        {
            throw new InvalidDataException($"{file}: at byte {content.Length}: expected a header of {HeaderLength} bytes, found the end of the file.");
        }

        const int OrderAt = 126;
        bool? isBigEndian = (content[OrderAt], content[OrderAt + 1]) switch
        {
            ((byte)'I', (byte)'M') => false,
            ((byte)'M', (byte)'I') => true,
            _ => null,
        };
        if (isBigEndian is not bool isBig)
        {
            string hint = content.AsSpan(0, 10).SequenceEqual("MATLAB 7.3"u8) ? " (the file is of version 7.3, which is HDF5; save it with -v7)" : "";
            throw new InvalidDataException($"{file}: at byte {OrderAt}: expected the letters IM or MI of a MAT-file of level 5, found 0x{content[OrderAt]:X2}{content[OrderAt + 1]:X2}{hint}.");
        }

        const int VersionAt = 124;
        ReadOnlySpan<byte> field = content.AsSpan(VersionAt, sizeof(ushort));
        int version = isBig ? BinaryPrimitives.ReadUInt16BigEndian(field) : BinaryPrimitives.ReadUInt16LittleEndian(field);
        return version == 0x0100
            ? isBig
            : throw new InvalidDataException($"{file}: at byte {VersionAt}: expected the version 0x0100 of level 5, found 0x{version:X4}{(version == 0x0200 ? " (version 7.3, which is HDF5; save it with -v7)" : "")}.");
    }
}
