using System.Globalization;
using CsCheck;
using DeepMetric.Features;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Features;

public sealed class FeatureCacheTests : IDisposable
{
    private const int Count = 23;
    private const int Size = 3;
    private static readonly FeatureKey Key = new("weights", "size 64; crop", "items");
    private readonly string _folder = Directory.CreateTempSubdirectory("deepmetric-").FullName;
    private readonly List<(int Start, int Count)> _calls = [];

    private FeatureCache Cache => new(Path.Combine(_folder, "cache"), blockRows: 5);

    private string PartPath => Path.ChangeExtension(Cache.PathOf(Key), ".part");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Features_are_computed_once_and_then_read()
    {
        var told = new Told();
        using (FeatureSet first = Cache.GetOrCompute(Key, Count, Size, Compute, told, TestContext.Current.CancellationToken))
        {
            Assert.Equal((FeatureSource.Computed, Count, null), (first.Source, first.Computed, first.Problem));
            AssertRight(first);
        }

        Assert.Equal([(0, 5), (5, 5), (10, 5), (15, 5), (20, 3)], _calls);
        Assert.Equal([0, 5, 10, 15, 20, 23], told.Values);
        using FeatureSet second = Cache.GetOrCompute(Key, Count, Size, (_, _) => throw new InvalidOperationException(), told, TestContext.Current.CancellationToken);
        Assert.Equal((FeatureSource.Cached, 0), (second.Source, second.Computed));
        Assert.Equal(Count, told.Values[^1]);
        AssertRight(second);
        Assert.Equal([Cache.PathOf(Key)], Directory.GetFiles(Path.Combine(_folder, "cache")));
        using SafetensorsFile file = SafetensorsFile.Open(second.Path);
        Assert.Equal(("weights", "size 64; crop", "items"), (file.Metadata["weights"], file.Metadata["preparation"], file.Metadata["items"]));
    }

    [Fact]
    public void Keys_differ_when_any_part_does_and_parts_do_not_run_together()
    {
        FeatureKey[] keys = [Key, Key with { Weights = "w" }, Key with { Preparation = "p" }, Key with { Items = "i" }, new("ab", "c", ""), new("a", "bc", ""), new("a", "b", "c")];
        Assert.Equal(keys.Length, keys.Select(key => key.Hash).Distinct().Count());
        Assert.Equal(Key.Hash, (Key with { }).Hash);
        Assert.Matches("^[0-9a-f]{64}$", Key.Hash);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_interrupted_computation_goes_on_behind_its_last_block(int blocks)
    {
        Interrupt(blocks);
        _calls.Clear();
        using FeatureSet features = Get();
        Assert.Equal((FeatureSource.Resumed, Count - (5 * blocks)), (features.Source, features.Computed));
        Assert.Equal(5 * blocks, _calls[0].Start);
        AssertRight(features);
        Assert.False(File.Exists(PartPath));
    }

    [Fact]
    public void Cancelling_keeps_what_is_done()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Cache.GetOrCompute(
            Key,
            Count,
            Size,
            (start, count) =>
            {
                if (start == 10)
                {
                    cancellation.Cancel();
                }

                return Compute(start, count);
            },
            null,
            cancellation.Token));
        _calls.Clear();
        using FeatureSet features = Get();
        Assert.Equal((FeatureSource.Resumed, 8), (features.Source, features.Computed));
        AssertRight(features);
    }

    [Fact]
    public async Task Features_that_another_is_computing_are_waited_for()
    {
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Task other = Task.Run(
            () => Cache.GetOrCompute(
                Key,
                Count,
                Size,
                (start, count) =>
                {
                    begun.Set();
                    goOn.Wait(TestContext.Current.CancellationToken);
                    return Compute(start, count);
                },
                null,
                TestContext.Current.CancellationToken).Dispose(),
            TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        Assert.Throws<IOException>(() => Get().Dispose());
        var patient = new FeatureCache(Path.Combine(_folder, "cache"), blockRows: 5) { WaitsForOthers = true };
        using (var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => patient.GetOrCompute(Key, Count, Size, Compute, null, impatience.Token));
        }

        Task<FeatureSet> waiting = Task.Run(
            () => patient.GetOrCompute(Key, Count, Size, (_, _) => throw new InvalidOperationException(), null, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        goOn.Set();
        await other;
        using FeatureSet features = await waiting;
        Assert.Equal((FeatureSource.Cached, 0), (features.Source, features.Computed));
        AssertRight(features);
    }

    [Fact]
    public void A_part_cut_or_changed_anywhere_gives_right_features()
    {
        Interrupt(3);
        byte[] sound = File.ReadAllBytes(PartPath);
        int resumed = 0;
        int fresh = 0;
        Mutations(sound).Sample(
            damaged =>
            {
                File.Delete(Cache.PathOf(Key));
                File.WriteAllBytes(PartPath, damaged);
                using FeatureSet features = Get();
                AssertRight(features);
                Assert.Equal(0, features.Computed % 5 == 3 ? 0 : 1);
                if (features.Source == FeatureSource.Resumed)
                {
                    resumed++;
                }
                else
                {
                    fresh++;
                }
            },
            iter: 300,
            threads: 1);
        Assert.InRange(resumed, 50, 300);
        Assert.InRange(fresh, 10, 300);
    }

    [Fact]
    public void A_damaged_file_is_computed_again_and_told()
    {
        Get().Dispose();
        byte[] sound = File.ReadAllBytes(Cache.PathOf(Key));
        int replaced = 0;
        Mutations(sound).Sample(
            damaged =>
            {
                File.WriteAllBytes(Cache.PathOf(Key), damaged);
                using FeatureSet features = Get();
                AssertRight(features);
                if (features.Source == FeatureSource.Replaced)
                {
                    Assert.Equal(Count, features.Computed);
                    Assert.StartsWith(Cache.PathOf(Key), features.Problem, StringComparison.Ordinal);
                    replaced++;
                }
                else
                {
                    // A change of the header's padding, or of nothing.
                    Assert.Equal(FeatureSource.Cached, features.Source);
                }
            },
            iter: 300,
            threads: 1);
        Assert.InRange(replaced, 200, 300);
    }

    [Fact]
    public void Features_of_another_key_or_size_are_foreign()
    {
        Get().Dispose();
        FeatureKey other = Key with { Items = "others" };
        File.Copy(Cache.PathOf(Key), Cache.PathOf(other));
        using (FeatureSet features = Cache.GetOrCompute(other, Count, Size, Compute, null, TestContext.Current.CancellationToken))
        {
            Assert.Equal(FeatureSource.Replaced, features.Source);
            Assert.Contains("expected items 'others', found 'items'", features.Problem, StringComparison.Ordinal);
        }

        using FeatureSet fewer = Cache.GetOrCompute(Key, Count - 1, Size, Compute, null, TestContext.Current.CancellationToken);
        Assert.Equal(FeatureSource.Replaced, fewer.Source);
        Assert.Contains("shape [22, 3], found Float32 of shape [23, 3]", fewer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_read_in_any_order_and_out_of_range_is_refused()
    {
        using FeatureSet features = Get();
        float[] rows = new float[3 * Size];
        features.CopyRows([7, 0, 22], rows);
        Assert.Equal([.. Row(7), .. Row(0), .. Row(22)], rows);
        Assert.Throws<ArgumentException>(() => features.CopyRows(21, new float[3 * Size]));
        Assert.Throws<ArgumentException>(() => features.CopyRows(0, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => features.CopyRows(-1, new float[Size]));
        Assert.Throws<ArgumentException>(() => features.CopyRows([23], new float[Size]));
        using Tensor all = features.ToTensor();
        Assert.Equal([Count, Size], all.shape);
        Assert.Equal(Row(5), all[5].data<float>().ToArray());
    }

    [Fact]
    public void No_items_are_a_set_too_and_bad_arguments_are_refused()
    {
        using (FeatureSet none = Cache.GetOrCompute(Key, 0, Size, Compute, null, TestContext.Current.CancellationToken))
        {
            Assert.Equal((0, Size), (none.Count, none.Size));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Cache.GetOrCompute(Key, -1, Size, Compute, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cache.GetOrCompute(Key, 1, 0, Compute, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureCache(_folder, 0));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Cache.GetOrCompute(Key, 4, Size, (_, _) => new float[5], null, TestContext.Current.CancellationToken));
        Assert.Contains("4 rows of 3 values, [4, 3], for items 0 to 3, found 5 values", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_at_once_on_one_key_are_refused_not_mixed()
    {
        Assert.Throws<IOException>(() => Cache.GetOrCompute(
            Key,
            Count,
            Size,
            (start, count) =>
            {
                Get().Dispose();
                return Compute(start, count);
            },
            null,
            TestContext.Current.CancellationToken));
        using FeatureSet features = Get();
        AssertRight(features);
    }

    private static Gen<byte[]> Mutations(byte[] sound) =>
        from place in Gen.Int[0, sound.Length - 1]
        from bit in Gen.Int[0, 7]
        from kind in Gen.Int[0, 3]
        select (byte[])(kind switch
        {
            0 => sound[..place],
            1 => [.. sound, (byte)bit],
            _ => [.. sound[..place], (byte)(sound[place] ^ (1 << bit)), .. sound[(place + 1)..]],
        });

    private static float[] Row(int item) => [item + 0.5f, -item, item * item];

    private float[] Compute(int start, int count)
    {
        _calls.Add((start, count));
        return [.. Enumerable.Range(start, count).SelectMany(Row)];
    }

    private FeatureSet Get() => Cache.GetOrCompute(Key, Count, Size, Compute, null, TestContext.Current.CancellationToken);

    private void Interrupt(int blocks) => Assert.Throws<InvalidOperationException>(() => Cache.GetOrCompute(
        Key,
        Count,
        Size,
        (start, count) => start >= 5 * blocks ? throw new InvalidOperationException(start.ToString(CultureInfo.InvariantCulture)) : Compute(start, count),
        null,
        TestContext.Current.CancellationToken));

    private static void AssertRight(FeatureSet features)
    {
        Assert.Equal((Count, Size), (features.Count, features.Size));
        float[] all = new float[Count * Size];
        features.CopyRows(0, all);
        Assert.Equal([.. Enumerable.Range(0, Count).SelectMany(Row)], all);
    }

    private sealed class Told : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value) => Values.Add(value);
    }
}
