using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>What the kernels for floats compute is what the same loss computes in double, for batches of any shape.</summary>
public sealed class FloatKernelTests
{
    public static TheoryData<string> Names => [.. s_cases.Keys];

    private static readonly Dictionary<string, (Func<MetricLoss> Loss, Func<Miner>? Miner)> s_cases = new()
    {
        ["all triplets"] = (() => new TripletMarginLoss(new() { Margin = 0.2 }), null),
        ["all triplets of a similarity"] = (() => new TripletMarginLoss(new() { Margin = 0.1 }, new CosineSimilarity()), null),
        ["all triplets, margin on the grid"] = (() => new TripletMarginLoss(new() { Margin = 0.25 }), null),
        ["all triplets, a negative margin"] = (() => new TripletMarginLoss(new() { Margin = -0.125 }), null),
        ["hardest triplets, a negative margin"] = (() => new TripletMarginLoss(new() { Margin = -0.125 }), () => new BatchHardMiner()),
        ["contrastive, a margin between floats"] = (() => new ContrastiveLoss(new() { NegativeMargin = 1.3125000001, PositiveMargin = 0.1 }), null),
        ["smooth triplets"] = (() => new TripletMarginLoss(new() { Margin = 0.2, Smooth = true }), null),
        ["semi-hard triplets"] = (() => new TripletMarginLoss(new() { Margin = 0.2 }), () => new TripletMarginMiner(new() { Margin = 0.2, Kind = TripletKind.SemiHard })),
        ["easy triplets"] = (() => new TripletMarginLoss(new() { Margin = 0.2 }), () => new TripletMarginMiner(new() { Margin = 0.1, Kind = TripletKind.Easy })),
        ["hardest triplets"] = (() => new TripletMarginLoss(new() { Margin = 0.2 }), () => new BatchHardMiner()),
        ["contrastive"] = (() => new ContrastiveLoss(), null),
        ["contrastive, far negatives"] = (() => new ContrastiveLoss(new() { NegativeMargin = 1.5, PositiveMargin = 0.3 }), null),
        ["contrastive of a similarity, not squared"] = (() => new ContrastiveLoss(new() { PositiveMargin = 0.9, NegativeMargin = 0.2, Squared = false }, new CosineSimilarity()), null),
        ["contrastive, sides apart"] = (() => new ContrastiveLoss(new() { SeparateSides = true, NegativeMargin = 1.3 }), null),
        ["ntxent"] = (() => new NTXentLoss(), null),
        ["ntxent of products"] = (() => new NTXentLoss(new() { Temperature = 2 }, new DotProductSimilarity()), null),
        ["supcon"] = (() => new SupConLoss(), null),
        ["circle"] = (() => new CircleLoss(), null),
        ["multi-similarity"] = (() => new MultiSimilarityLoss(), null),
        ["multi-similarity, mined"] = (() => new MultiSimilarityLoss(), () => new MultiSimilarityMiner()),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Float_equals_double(string name)
    {
        (Func<MetricLoss> create, Func<Miner>? miner) = s_cases[name];
        int compared = 0;
        (from n in Gen.Int[2, 90]
         from classes in Gen.OneOf(Gen.Int[1, 4], Gen.Int[5, 40])
         from dimension in Gen.Int[2, 40]
         from others in Gen.OneOf(Gen.Const(0), Gen.Int[1, 50])
         from unknown in Gen.Bool
         from seed in Gen.ULong[1, 1000]
         select (n, classes, dimension, others, unknown, seed)).Sample(
            shape =>
            {
                using var scope = NewDisposeScope();
                using MetricLoss loss = create();
                Sample sample = Draw(shape);
                Outcome narrow = Run(loss, miner?.Invoke(), sample, ScalarType.Float32);
                Outcome wide = Run(loss, miner?.Invoke(), sample, ScalarType.Float64);
                if (wide.Telemetry.ValidTerms != narrow.Telemetry.ValidTerms)
                {
                    // A miner's decision can fall between a double and its float, now and then; from equal distances it may not: see Counts_are_exact.
                    Assert.True(miner is not null && Math.Abs(wide.Telemetry.ValidTerms - narrow.Telemetry.ValidTerms) <= 2, $"expected {wide.Telemetry.ValidTerms} terms, found {narrow.Telemetry.ValidTerms}");
                    return;
                }

                AssertClose(wide.Value, narrow.Value, 2e-4);
                AssertClose(wide.Telemetry.SumOfTerms, narrow.Telemetry.SumOfTerms, 2e-4);
                AssertClose(wide.Telemetry.MeanPositiveDistance ?? 0, narrow.Telemetry.MeanPositiveDistance ?? 0, 1e-4);
                AssertClose(wide.Telemetry.MeanNegativeDistance ?? 0, narrow.Telemetry.MeanNegativeDistance ?? 0, 1e-4);
                double largest = wide.Gradient.Append(0).Max(Math.Abs);
                long turned = Math.Abs(wide.Telemetry.ActiveTerms - narrow.Telemetry.ActiveTerms);
                if (turned > 0 && loss is (TripletMarginLoss or ContrastiveLoss))
                {
                    // So can that of a hinge, whose slope is then another; from equal distances it may not either. Other terms are active by norms, whose squares vanish in float.
                    Assert.True(turned <= 2, $"expected {wide.Telemetry.ActiveTerms} active terms, found {narrow.Telemetry.ActiveTerms}");
                    return;
                }

                for (int i = 0; i < wide.Gradient.Length; i++)
                {
                    Assert.Equal(wide.Gradient[i], narrow.Gradient[i], 1e-6 + (5e-3 * largest));
                }

                compared += largest > 0 ? 1 : 0;
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 20, $"only {compared} batches had a gradient");
    }

    /// <summary>From the same distances both take the same decisions, to the last pair.</summary>
    [Theory]
    [InlineData("all triplets")]
    [InlineData("all triplets, margin on the grid")]
    [InlineData("all triplets, a negative margin")]
    [InlineData("hardest triplets, a negative margin")]
    [InlineData("contrastive, a margin between floats")]
    [InlineData("semi-hard triplets")]
    [InlineData("hardest triplets")]
    [InlineData("contrastive")]
    [InlineData("contrastive, far negatives")]
    public void Counts_are_exact(string name)
    {
        (Func<MetricLoss> create, Func<Miner>? miner) = s_cases[name];
        long active = 0;
        (from n in Gen.Int[2, 80]
         from classes in Gen.Int[1, 30]
         from unknown in Gen.Bool
         from seed in Gen.ULong[1, 1000]
         select (n, classes, dimension: 6, others: 0, unknown, seed)).Sample(
            shape =>
            {
                using var scope = NewDisposeScope();
                using MetricLoss loss = create();
                Sample sample = Draw(shape);

                // Ties, and gaps of exactly the margin, are where decisions go wrong.
                Tensor x = tensor(sample.Rows, ScalarType.Float32).reshape(shape.n, -1);
                Tensor distances = loss.Distance.Matrix(x, x).Times(16).round().DividedBy(16);
                LossTelemetry narrow = Telemetry(x, distances);
                LossTelemetry wide = Telemetry(x.to(ScalarType.Float64), distances.to(ScalarType.Float64));
                Assert.Equal((wide.ValidTerms, wide.ActiveTerms, wide.ActiveTermsAboveEpsilon), (narrow.ValidTerms, narrow.ActiveTerms, narrow.ActiveTermsAboveEpsilon));
                Assert.Equal((wide.Triplets, wide.Pairs), (narrow.Triplets, narrow.Pairs));
                Assert.Equal(wide.ActiveSamples, narrow.ActiveSamples);
                active += wide.ActiveTerms;

                LossTelemetry Telemetry(Tensor rows, Tensor matrix)
                {
                    EmbeddingBatch batch = EmbeddingBatch.Create(rows, tensor(sample.Labels)).WithDistances(loss.Distance, matrix);
                    using LossResult result = miner is null ? loss.Compute(batch) : loss.Compute(batch, miner());
                    return result.Telemetry;
                }
            },
            iter: 80,
            threads: 1);
        Assert.True(active > 100, $"only {active} active terms");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_change_next_to_nothing_and_a_second_run_nothing(string name)
    {
        (Func<MetricLoss> create, Func<Miner>? miner) = s_cases[name];
        using MetricLoss loss = create();
        Sample sample = Draw((180, 12, 33, 0, true, 5));
        int threads = get_num_threads();
        Outcome With(int count)
        {
            using var scope = NewDisposeScope();
            set_num_threads(count);
            return Run(loss, miner?.Invoke(), sample, ScalarType.Float32);
        }

        try
        {
            (Outcome one, Outcome four, Outcome again) = (With(1), With(4), With(4));
            Assert.Equal(four.Gradient, again.Gradient);
            Assert.Equal(four.Value, again.Value);
            Assert.Equal(one.Value, four.Value, 1e-6 * Math.Abs(one.Value));
            double largest = one.Gradient.Max(Math.Abs);
            Assert.True(largest > 0);
            Assert.All(one.Gradient.Zip(four.Gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * largest));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Products_that_overflow_end(string name)
    {
        (Func<MetricLoss> create, Func<Miner>? miner) = s_cases[name];
        using var scope = NewDisposeScope();
        using MetricLoss loss = create();
        Tensor x = randn(20, 3, generator: new Generator(1));
        Tensor distances = loss.Distance.Matrix(x, x);
        foreach (float entry in (float[])[float.PositiveInfinity, float.NegativeInfinity, float.NaN])
        {
            Tensor broken = distances.clone();
            broken[2, 5] = broken[5, 2] = tensor(entry);
            EmbeddingBatch batch = EmbeddingBatch.Create(x, TensorArithmetic.Range(20).remainder(Scalars.Of(3))).WithDistances(loss.Distance, broken);
            using LossResult result = miner is null ? loss.Compute(batch) : loss.Compute(batch, miner());
            Assert.True(result.Telemetry.ValidTerms >= 0);
        }
    }

    private static void AssertClose(double expected, double found, double tolerance) => Assert.Equal(expected, found, tolerance * Math.Max(1, Math.Abs(expected)));

    private static Sample Draw((int N, int Classes, int Dimension, int Others, bool Unknown, ulong Seed) shape)
    {
        var random = new SeededRandom(shape.Seed);
        float[] Rows(int count) => [.. Enumerable.Range(0, count * shape.Dimension).Select(_ => (float)random.NextGaussian())];
        long[] Labels(int count) => [.. Enumerable.Range(0, count).Select(_ => (long)random.NextInt(shape.Classes) - (shape.Unknown ? 1 : 0))];
        return new Sample(Rows(shape.N), Labels(shape.N), Rows(shape.Others), Labels(shape.Others), shape.Dimension);
    }

    private static Outcome Run(MetricLoss loss, Miner? miner, Sample sample, ScalarType dtype)
    {
        Tensor x = tensor(sample.Rows, dtype).reshape(-1, sample.Dimension).requires_grad_();
        bool alone = sample.OtherLabels.Length == 0;
        Tensor? others = alone ? null : tensor(sample.Others, dtype).reshape(-1, sample.Dimension).requires_grad_();
        EmbeddingBatch batch = EmbeddingBatch.Create(x, tensor(sample.Labels), others, alone ? null : tensor(sample.OtherLabels));
        using LossResult result = miner is null ? loss.Compute(batch) : loss.Compute(batch, miner);
        result.Value.backward();
        double[] Gradient(Tensor? of) => of?.grad is { } gradient ? [.. gradient.to(ScalarType.Float64).data<double>()] : [];
        return new Outcome(result.Value.ToNumber(), [.. Gradient(x), .. Gradient(others)], result.Telemetry);
    }

    private sealed record Sample(float[] Rows, long[] Labels, float[] Others, long[] OtherLabels, int Dimension);

    private sealed record Outcome(double Value, double[] Gradient, LossTelemetry Telemetry);
}
