using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>The format's names for types of elements.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] Table =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", Table.Select(row => row.Name));

    /// <summary>The type of a name; false for an unknown one.</summary>
    public static bool TryGet(string name, out ScalarType type)
    {
        int row = Array.FindIndex(Table, candidate => candidate.Name == name);
        type = row < 0 ? default : Table[row].Type;
        return row >= 0;
    }

    /// <summary>The name of a type, or null where the format (as read here) has none.</summary>
    public static string? NameOf(ScalarType type) => Table.FirstOrDefault(row => row.Type == type).Name;

    /// <summary>Bytes per element.</summary>
    public static int SizeOf(ScalarType type) => Table.First(row => row.Type == type).Size;

    /// <summary>Whether values of one type may be put into a parameter of another: the same type, any float into any float, a whole number into one at least as wide.</summary>
    public static bool Converts(ScalarType from, ScalarType to) =>
        from == to || (IsFloat(from) && IsFloat(to)) || (IsSigned(from) && IsSigned(to) && SizeOf(from) <= SizeOf(to)) || (from == ScalarType.Byte && IsSigned(to) && SizeOf(to) > 1);

    private static bool IsFloat(ScalarType type) => type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;

    private static bool IsSigned(ScalarType type) => type is ScalarType.Int64 or ScalarType.Int32 or ScalarType.Int16 or ScalarType.Int8;
}
