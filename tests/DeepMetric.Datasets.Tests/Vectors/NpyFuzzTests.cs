using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damaged arrays: the values that a second, naive reading finds, or a clear error.</summary>
public sealed class NpyFuzzTests
{
    private static readonly byte[][] _sound =
    [
        NpyBytes.Make("<f4", false, "(2, 3)", [.. Enumerable.Range(0, 24).Select(i => (byte)i)]),
        NpyBytes.Make(">i2", true, "(3, 2)", [.. Enumerable.Range(0, 12).Select(i => (byte)i)], major: 2),
        NpyBytes.Make("<i8", false, "(3,)", [.. Enumerable.Range(0, 24).Select(i => (byte)i)], major: 3),
        NpyBytes.Make("<f2", false, "(5, 1)", [.. Enumerable.Range(0, 10).Select(i => (byte)i)]),
    ];

    private static readonly Gen<byte[]> _damaged = Gen.Int[0, _sound.Length - 1].SelectMany(i => DamagedBytes.Of(_sound[i]));

    [Fact]
    public void Damaged_arrays_are_read_right_or_refused() =>
        DamagedBytes.Check(
            _damaged,
            file =>
            {
                float[] found = NpyFile.ReadMatrix(new MemoryStream(file), "file").Values;
                return NpyBytes.Naive(file) is not double[] expected || expected.Select(x => (float)x).SequenceEqual(found);
            },
            "^file: at byte [0-9]+: expected .+, found .+",
            fixedBytes: 256 * 1024,
            bytesOfByte: 64);

    [Fact]
    public void Damaged_whole_numbers_are_read_right_or_refused() =>
        DamagedBytes.Check(
            DamagedBytes.Of(_sound[2]),
            file =>
            {
                long[] found = NpyFile.ReadIntegers(new MemoryStream(file), "file");
                return NpyBytes.Naive(file) is not double[] expected || expected.SequenceEqual(found.Select(x => (double)x));
            },
            "^file: at byte [0-9]+: expected .+, found .+",
            fixedBytes: 256 * 1024,
            bytesOfByte: 64);

    [Fact]
    public void What_naive_reading_accepts_is_read() =>
        _damaged.Sample(
            file =>
            {
                double[]? expected = NpyBytes.Naive(file);
                return expected is null || expected.Any(x => !float.IsFinite((float)x)) || NpyFile.ReadMatrix(new MemoryStream(file), "file").Values.Length == expected.Length;
            },
            iter: DamagedBytes.Inputs,
            threads: 1);
}
