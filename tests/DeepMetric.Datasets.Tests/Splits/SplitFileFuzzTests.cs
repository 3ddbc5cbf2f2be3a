using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damaged files of splits: a clear error or what the file says, and never more memory than the bytes justify.</summary>
public sealed class SplitFileFuzzTests
{
    // What errors, buffers and the arrays of a source of 12 items take, whatever the file says.
    private const long FixedBytes = 128 * 1024;

    private static readonly int _rounds =
        int.TryParse(Environment.GetEnvironmentVariable("DEEPMETRIC_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) ? Math.Max(2000, rounds) : 2000;

    private static readonly SplitSource _source = SplitSources.Make([4, 3, 3], outliers: 2) with { ContentHash = "00ff" };

    private static readonly byte[][] _json =
    [
        SplitFile.Format(ClassDisjointSplit.Folds(_source, 2, 3)[1], _source),
        SplitFile.Format(ClosedSetSplit.Plan(_source, new(0.5, 0.25, 0.25), 1), _source),
        SplitFile.Format(new(_source, SplitKind.File, "é \n 日本", [0, 1], [], [4, 7]), _source),
    ];

    private static readonly byte[][] _tables = [.. _json.Select(json => SplitTable.Format(SplitFile.Parse(json, "file", _source), _source))];

    private static readonly string[] _pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "-1", "1e999", "99999999999", "\"train\"", "\"test\":[]", "\"notes\":", "\n", "\r\n", "//",
        "\"seed\":1,", "\"schema\"", "[[[[[[[[", "item,part", ",train\n", "\"\"",
    ];

    [Fact]
    public void Damaged_json_is_read_right_or_refused()
    {
        int read = 0;
        int refused = 0;
        Gen.Int[0, _json.Length - 1].Select(i => _json[i]).SelectMany(Damage).Sample(
            content =>
            {
                SplitPlan? plan = Read(content, bytes => SplitFile.Parse(bytes, "file", _source));
                if (plan is null)
                {
                    refused++;
                    return;
                }

                read++;
                AssertSays(content, plan);
            },
            iter: _rounds,
            threads: 1);
        Assert.InRange(read, _rounds / 20, _rounds);
        Assert.InRange(refused, _rounds / 3, _rounds);
    }

    [Fact]
    public void Damaged_tables_are_read_right_or_refused()
    {
        int read = 0;
        int refused = 0;
        Gen.Int[0, _tables.Length - 1].Select(i => _tables[i]).SelectMany(Damage).Sample(
            content =>
            {
                SplitPlan? plan = Read(content, bytes => SplitTable.Parse(bytes, "file", _source));
                if (plan is null)
                {
                    refused++;
                    return;
                }

                read++;
                // Written again, it holds the lines of the damaged file, in another order maybe.
                string text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd('\n');
                string again = Encoding.UTF8.GetString(SplitTable.Format(plan, _source)).TrimEnd('\n');
                Assert.Equal(again.Split('\n').Order(StringComparer.Ordinal), text.Split('\n').Order(StringComparer.Ordinal));
            },
            iter: _rounds,
            threads: 1);
        Assert.InRange(read, _rounds / 20, _rounds);
        Assert.InRange(refused, _rounds / 3, _rounds);
    }

    [Fact]
    public void Deep_nesting_and_long_lists_of_nothing_take_little_memory()
    {
        byte[] deep = [.. "{\"schema\":"u8, .. Enumerable.Repeat((byte)'[', 1 << 20)];
        Assert.Null(Read(deep, bytes => SplitFile.Parse(bytes, "file", _source)));
        string notes = string.Join(',', Enumerable.Repeat("\"\"", 100_000));
        Assert.Null(Read(Encoding.UTF8.GetBytes($"{{\"schema\":\"{SplitFile.Schema}\",\"notes\":[{notes}]}}"), bytes => SplitFile.Parse(bytes, "file", _source)));
    }

    /// <summary>What a second reading of the JSON says.</summary>
    private static void AssertSays(byte[] content, SplitPlan plan)
    {
        ReadOnlySpan<byte> text = content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsSpan(3) : content;
        JsonObject json = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(_source.Dataset, (string?)json["dataset"]);
        Assert.Equal(plan.Name, (string?)json["name"]);
        Assert.Equal(plan.Seed, (int?)json["seed"]);
        Assert.Equal(plan.Fold, (int?)json["fold"]);
        Assert.Equal(plan.Sha256, (string?)json["sha256"]);
        Assert.Equal(SplitKinds.NameOf(plan.Kind), (string?)json["kind"]);
        foreach ((string part, int[] places) in new[] { ("train", plan.Train), ("validation", plan.Validation), ("test", plan.Test) })
        {
            Assert.Equal(SplitSources.Names(_source, places), json[part]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal));
        }
    }

    private static Gen<byte[]> Damage(byte[] sound) =>
        from place in Gen.Int[0, sound.Length - 1]
        from length in Gen.Int[1, 40]
        from other in Gen.Int[0, sound.Length - 1]
        from value in Gen.Byte
        from piece in Gen.Int[0, _pieces.Length - 1].Select(i => _pieces[i])
        from extra in Gen.Byte.Array[1, 6]
        from kind in Gen.Int[0, 9]
        select (byte[])(kind switch
        {
            0 => sound,
            1 => sound[..place],
            2 => [.. sound, .. Encoding.UTF8.GetBytes(piece)],
            3 => [.. sound[..place], value, .. sound[(place + 1)..]],
            4 => [.. sound[..place], .. Encoding.UTF8.GetBytes(piece), .. sound[place..]],
            5 => [.. sound[..place], .. Encoding.UTF8.GetBytes(piece), .. sound[Math.Min(sound.Length, place + length)..]],
            6 => [.. sound[..place], .. sound[Math.Min(sound.Length, place + length)..]],
            7 => [.. sound[..place], .. sound[other..Math.Min(sound.Length, other + length)], .. sound[place..]],
            8 => SwapLines(sound, place, other),
            _ => [.. sound[..place], .. extra, .. sound[place..]],
        });

    private static byte[] SwapLines(byte[] sound, int first, int second)
    {
        string[] lines = Encoding.UTF8.GetString(sound).Split('\n');
        (int a, int b) = (first % lines.Length, second % lines.Length);
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>The plan, or null for a file that was refused; any other exception, or too much memory, fails.</summary>
    private static SplitPlan? Read(byte[] content, Func<byte[], SplitPlan> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        SplitPlan? plan = null;
        try
        {
            plan = read(content);
        }
        catch (InvalidDataException problem)
        {
            Assert.Matches("(?s)^file, line [0-9]+(, byte [0-9]+)?: expected .+, found .+", problem.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (8L * content.Length));
        return plan;
    }
}
