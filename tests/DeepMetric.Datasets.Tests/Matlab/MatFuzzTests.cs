using System.Diagnostics;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Round trips, and damaged files: a right result or a clear error, in little time and memory.</summary>
public sealed class MatFuzzTests
{
    // What errors, the decompressor and the first buffers take, whatever the file says.
    private const long FixedBytes = 512 * 1024;

    // A value of a few bytes becomes an object of a few dozen.
    private const long BytesPerByte = 64;

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(MatGen.Writer, MatGen.Variables).Sample(
            (writer, variables) => MatBytes.Print(MatFile.Read(writer.File(variables), "file")) == Print(variables),
            iter: Damage.Rounds,
            threads: 1);

    [Fact]
    public void Damaged_plain_files_are_refused_or_read_as_values_that_agree_with_themselves()
    {
        int read = 0;
        (from writer in MatGen.Writer
         from variables in MatGen.Variables
         from damaged in Damage.Of((writer with { IsCompressed = false }).File(variables))
         select damaged).Sample(
            damaged =>
            {
                IReadOnlyDictionary<string, MatValue>? found = Read(damaged, damaged.Length);
                read += found is null ? 0 : 1;
                return found is null || (found.Values.All(Agrees) && IsRewritten(found));
            },
            iter: Damage.Rounds,
            threads: 1);
        AssertBothHappened(read);
    }

    [Fact]
    public void Damaged_compressed_files_never_give_other_values()
    {
        int read = 0;
        (from writer in MatGen.Writer
         from variables in MatGen.Variables
         from damaged in Damage.Of((writer with { IsCompressed = true }).File(variables))
         select (variables, damaged)).Sample(
            (variables, damaged) =>
            {
                IReadOnlyDictionary<string, MatValue>? found = Read(damaged, 1032L * damaged.Length);
                read += found is null ? 0 : 1;
                // A file may be cut between two variables; what is left of it must be as it was.
                return found is null || found.All(pair => variables.Any(variable => variable.Name == pair.Key && MatBytes.Print(variable.Value) == MatBytes.Print(pair.Value)));
            },
            iter: Damage.Rounds,
            threads: 1);
        AssertBothHappened(read);
    }

    [Fact]
    public void Damaged_arrays_that_were_compressed_afterwards_are_refused_or_agree_with_themselves()
    {
        int read = 0;
        (from writer in MatGen.Writer
         from value in MatGen.Value
         from damaged in Damage.Of(writer.Variable("name", value))
         select (writer, damaged)).Sample(
            (writer, damaged) =>
            {
                IReadOnlyDictionary<string, MatValue>? found = Read((writer with { IsCompressed = true }).File(damaged), damaged.Length + 1000);
                read += found is null ? 0 : 1;
                return found is null || found.Values.All(Agrees);
            },
            iter: Damage.Rounds,
            threads: 1);
        AssertBothHappened(read);
    }

    [Fact]
    public void A_bomb_is_read_no_farther_than_its_claim()
    {
        // An array of 64 bytes, and 32 MiB of zeros behind it.
        var writer = new MatBytes { IsCompressed = true };
        byte[] bomb = writer.File([.. writer.Variable("x", MatBytes.Number(1)), .. new byte[32 << 20]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("found more bytes", Assert.Throws<InvalidDataException>(() => MatFile.Read(bomb, "bomb")).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (4 * bomb.Length));
    }

    [Fact]
    public void What_all_compressed_variables_inflate_to_is_bounded()
    {
        // Three variables of 24 MiB each, in a file of some 70 KiB.
        var writer = new MatBytes { IsCompressed = true };
        byte[] zeros = writer.Compress([.. writer.UInt32((uint)MatType.Matrix), .. writer.UInt32(24 << 20), .. new byte[24 << 20]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => MatFile.Read([.. writer.Header(), .. zeros, .. zeros, .. zeros], "file"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3L * (64 << 20));
        byte[] tooMuch = writer.Compress([.. writer.UInt32((uint)MatType.Matrix), .. writer.UInt32(65 << 20), .. new byte[65 << 20]]);
        Assert.Contains(
            "expected compressed data that inflate to at most 67108864 bytes",
            Assert.Throws<InvalidDataException>(() => MatFile.Read([.. writer.Header(), .. tooMuch], "file")).Message,
            StringComparison.Ordinal);
    }

    private static void AssertBothHappened(int read)
    {
        Assert.InRange(read, Damage.Rounds / 20, Damage.Rounds);
        Assert.InRange(Damage.Rounds - read, Damage.Rounds / 4, Damage.Rounds);
    }

    private static string Print((string Name, MatValue Value)[] variables) => MatBytes.Print(variables.ToDictionary(variable => variable.Name, variable => variable.Value));

    private static bool IsRewritten(IReadOnlyDictionary<string, MatValue> found)
    {
        if (found.Values.Any(HasSkipped))
        {
            return true;
        }

        byte[] again = new MatBytes { IsCompact = false }.File([.. found.Select(pair => (pair.Key, pair.Value))]);
        return MatBytes.Print(MatFile.Read(again, "again")) == MatBytes.Print(found);
    }

    private static bool HasSkipped(MatValue value) => value switch
    {
        MatValue.Cells cells => cells.Values.Any(HasSkipped),
        // The writer knows only names of up to 31 bytes, and numbers that their class can hold.
        MatValue.Structs structs => structs.Values.Any(HasSkipped) || structs.FieldNames.Any(name => System.Text.Encoding.UTF8.GetByteCount(name) != name.Length || name.Length > 31),
        MatValue.Numeric numbers => numbers.NumberClass != MatNumberClass.Double,
        MatValue.Text { Rows.Count: 1 } text => text.Rows[0].Length != text.Dims.Aggregate(1, (product, size) => product * size),
        _ => value is MatValue.Skipped,
    };

    private static bool Agrees(MatValue value)
    {
        long count = value.Dims.Aggregate(1L, (product, size) => product * size);
        return value switch
        {
            MatValue.Numeric numbers => numbers.Values.Length == count && (numbers.Imaginary is null || numbers.Imaginary.Length == count),
            MatValue.Text text => text.Rows.Count == (count == 0 ? 0 : text.Dims[0]) && text.Rows.All(row => row.Length == text.Rows[0].Length),
            MatValue.Cells cells => cells.Values.Count == count && cells.Values.All(Agrees),
            MatValue.Structs structs => structs.Count == count && structs.Values.Count == count * structs.FieldNames.Count && structs.Values.All(Agrees),
            _ => value.Dims.Count == 0,
        };
    }

    /// <summary>The variables, or null for a file that was refused; any other exception, too much memory or too much time fails.</summary>
    private static IReadOnlyDictionary<string, MatValue>? Read(byte[] file, long contentLength)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        IReadOnlyDictionary<string, MatValue>? result = null;
        try
        {
            result = MatFile.Read(file, "file");
        }
        catch (InvalidDataException problem)
        {
            Assert.Matches("^file: at byte [0-9]+( of what the compressed element at byte [0-9]+ inflates to)?: expected .+, found (.|\n)+\\.$", problem.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (BytesPerByte * contentLength));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        return result;
    }
}
