using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Draws values of MAT-files, and ways to write them.</summary>
internal static class MatGen
{
    private static readonly MatType[] _textTypes = [MatType.UInt16, MatType.Utf8, MatType.Utf16, MatType.Utf32, MatType.UInt8, MatType.Int8];

    private static readonly Gen<string> _fieldName = Gen.Char['a', 'z'].Array[1, 6].Select(letters => new string(letters));

    private static readonly Gen<int[]> _dims = Gen.OneOf(
        Gen.Int[0, 5].Select(columns => (int[])[1, columns]),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4], (rows, columns) => (int[])[rows, columns]),
        Gen.Select(Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[1, 2], (rows, columns, pages) => (int[])[rows, columns, pages]));

    private static readonly Gen<MatValue> _numeric =
        from dims in _dims
        from numberClass in Gen.Int[(int)MatNumberClass.Double, (int)MatNumberClass.UInt64].Select(number => (MatNumberClass)number)
        from isLogical in Gen.Bool
        from isComplex in Gen.Int[0, 4].Select(number => number == 0)
        from values in Values(numberClass).Array[Product(dims)]
        from imaginary in Values(numberClass).Array[Product(dims)]
        select (MatValue)new MatValue.Numeric(dims, numberClass, isLogical, values, isComplex ? imaginary : null);

    private static readonly Gen<MatValue> _text =
        from dims in _dims
        from rows in Gen.Char[' ', 'þ'].Array[Product(dims) == 0 ? 0 : Product(dims) / dims[0]].Array[Product(dims) == 0 ? 0 : dims[0]]
        select (MatValue)new MatValue.Text(dims, [.. rows.Select(row => new string(row))]);

    public static Gen<MatValue> Value { get; } = Nested(depth: 3);

    public static Gen<MatBytes> Writer { get; } =
        from isBigEndian in Gen.Bool
        from isCompressed in Gen.Bool
        from isCompact in Gen.Bool
        from type in Gen.OneOf([.. _textTypes.Select(type => Gen.Const(type))])
        select new MatBytes { IsBigEndian = isBigEndian, IsCompressed = isCompressed, IsCompact = isCompact, TextType = type };

    public static Gen<(string Name, MatValue Value)[]> Variables { get; } =
        from values in Value.Array[1, 3]
        select values.Select((value, i) => ($"v{i}", value)).ToArray();

    private static Gen<MatValue> Nested(int depth) => depth == 0
        ? Gen.OneOf(_numeric, _text)
        : Gen.OneOf(_numeric, _text, Cells(Nested(depth - 1)), Structs(Nested(depth - 1)));

    private static Gen<MatValue> Cells(Gen<MatValue> value) =>
        from dims in _dims
        from values in value.Array[Product(dims)]
        select (MatValue)new MatValue.Cells(dims, values);

    private static Gen<MatValue> Structs(Gen<MatValue> value) =>
        from dims in _dims
        from names in _fieldName.Array[0, 3].Select(names => names.Distinct().ToArray())
        from values in value.Array[Product(dims) * names.Length]
        select (MatValue)new MatValue.Structs(dims, names, values);

    private static int Product(int[] dims) => dims.Aggregate(1, (product, size) => product * size);

    private static Gen<double> Values(MatNumberClass numberClass) => numberClass switch
    {
        MatNumberClass.Double => Gen.OneOf(Gen.Double, Gen.Int[-300, 70_000].Select(number => (double)number)),
        MatNumberClass.Single => Gen.Float.Select(number => (double)number),
        MatNumberClass.Int8 => Gen.SByte.Select(number => (double)number),
        MatNumberClass.UInt8 => Gen.Byte.Select(number => (double)number),
        MatNumberClass.Int16 => Gen.Short.Select(number => (double)number),
        MatNumberClass.UInt16 => Gen.UShort.Select(number => (double)number),
        MatNumberClass.Int32 => Gen.Int.Select(number => (double)number),
        MatNumberClass.UInt32 => Gen.UInt.Select(number => (double)number),
        MatNumberClass.Int64 => Gen.Long[-(1L << 53), 1L << 53].Select(number => (double)number),
        _ => Gen.Long[0, 1L << 53].Select(number => (double)number),
    };
}
