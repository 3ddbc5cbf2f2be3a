using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class TripletMarginLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        TripletMarginLoss.Create(LossForm.AuthorCode),
        TripletMarginLoss.Create(LossForm.Paper),
        TripletMarginLoss.Create(LossForm.Pml, new() { Margin = 0.2 }),
        new TripletMarginLoss(new() { Margin = 0.3, Swap = true }),
        new TripletMarginLoss(new() { Margin = 0.3, Smooth = true }),
        new TripletMarginLoss(new() { Margin = 0.3, Smooth = true, Swap = true }),
        new TripletMarginLoss(new() { Margin = 0.3 }, new CosineSimilarity()),
        new TripletMarginLoss(new() { Margin = 0.3 }, new LpDistance(p: 1)),
        new TripletMarginLoss(new() { Margin = 0.3, Swap = true }, new SignalToNoiseDistance()),
        new TripletMarginLoss(new() { Margin = 0.3 }, reducer: new PerAnchorReducer()),
        new TripletMarginLoss(new() { Margin = 0.3 }, reducer: new ClassWeightedReducer([1, 2, 3, 4])),
        new TripletMarginLoss(new() { Margin = 0.3 }, reducer: new ThresholdReducer(0.1, 5)),
    ];

    [Theory]
    [InlineData(0.2, false, false)]
    [InlineData(1.0, false, false)]
    [InlineData(-0.1, false, false)]
    [InlineData(0.2, true, false)]
    [InlineData(0.2, false, true)]
    [InlineData(0.2, true, true)]
    public void Equals_three_nested_loops_in_double(double margin, bool swap, bool smooth)
    {
        int nonZero = 0;
        int batches = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                var loss = new TripletMarginLoss(new() { Margin = margin, Swap = swap, Smooth = smooth }, new LpDistance(normalize: false));
                using LossResult result = loss.Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                Oracle expected = Enumerate(batch.Embeddings, batch.Labels, margin, swap, smooth);
                LossTelemetry telemetry = result.Telemetry;
                Assert.Equal(expected.Sum, telemetry.SumOfTerms, 1e-9);
                Assert.Equal(expected.Valid == 0 ? 0 : expected.Sum / expected.Valid, result.Value.ToDouble(), 1e-10);
                Assert.Equal(
                    (expected.Valid, expected.Active, expected.Hard, expected.SemiHard, expected.AboveEpsilon),
                    (telemetry.ValidTerms, telemetry.ActiveTerms, telemetry.Triplets!.Hard, telemetry.Triplets.SemiHard, telemetry.ActiveTermsAboveEpsilon));
                Assert.Equal(expected.Valid, telemetry.Triplets.Hard + telemetry.Triplets.SemiHard + telemetry.Triplets.Easy);
                Assert.Equal(expected.ActiveSamples, telemetry.ActiveSamples);
                batches++;
                nonZero += expected.Sum > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(nonZero > batches / 3, $"only {nonZero} of {batches} batches had a loss");
    }

    [Fact]
    public void The_aggregated_and_the_listed_form_agree_in_every_reduction_and_count()
    {
        Reducer[] reducers = [new MeanReducer(), new NonZeroMeanReducer(), new SumReducer(), new PerAnchorReducer(), new ClassWeightedReducer([1, 2, 3, 4])];
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                Triplets all = Triplets.All(batch.Labels);
                foreach (Reducer reducer in reducers)
                {
                    foreach (TripletMarginLossOptions options in (TripletMarginLossOptions[])[new() { Margin = 0.2 }, new() { Margin = 0.2, Swap = true }, new() { Margin = 0.2, Smooth = true }])
                    {
                        var loss = new TripletMarginLoss(options, reducer: reducer);
                        (double aggregated, double[] first, LossTelemetry counts) = Run(loss, batch.Embeddings, batch.Labels, null);
                        (double listed, double[] second, LossTelemetry others) = Run(loss, batch.Embeddings, batch.Labels, all);
                        Assert.Equal(listed, aggregated, 1e-9);
                        Assert.All(first.Zip(second), pair => Assert.Equal(pair.Second, pair.First, 1e-8 * Math.Max(1, Math.Abs(pair.First))));
                        Assert.Equal(others with { ActiveSamples = [], SumOfTerms = 0, MeanPositiveDistance = 0, MeanNegativeDistance = 0 }, counts with { ActiveSamples = [], SumOfTerms = 0, MeanPositiveDistance = 0, MeanNegativeDistance = 0 });
                        Assert.Equal(others.ActiveSamples, counts.ActiveSamples);
                    }
                }
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void Random_triplets_are_valid_and_come_from_their_seed()
    {
        long[] labels = [0, 0, 1, 1, 2, 0, -1];
        Triplets first = Triplets.Random(labels, 5, new SeededRandom(3), ignoredLabel: -1);
        Triplets second = Triplets.Random(labels, 5, new SeededRandom(3), ignoredLabel: -1);
        Assert.Equal(first.Anchors, second.Anchors);
        Assert.Equal(first.Negatives, second.Negatives);
        Assert.Equal(25, first.Anchors.Length);
        Assert.All(Enumerable.Range(0, 25), i => Assert.True(
            labels[first.Anchors[i]] == labels[first.Positives[i]] && first.Anchors[i] != first.Positives[i] && labels[first.Anchors[i]] != labels[first.Negatives[i]] && labels[first.Negatives[i]] != -1));
    }

    [Fact]
    public void Thread_counts_give_one_result()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(600, 16, 2).to(ScalarType.Float32);
        Tensor y = arange(600).remainder(7);
        int threads = get_num_threads();
        try
        {
            var loss = new TripletMarginLoss(new() { Margin = 0.2 });
            set_num_threads(1);
            double one = loss.Compute(x, y).Telemetry.SumOfTerms;
            set_num_threads(4);
            Assert.Equal(one, loss.Compute(x, y).Telemetry.SumOfTerms);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Listing_more_triplets_than_memory_holds_is_refused()
    {
        using var scope = NewDisposeScope();
        var loss = new TripletMarginLoss(reducer: new ThresholdReducer(0.1));
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => loss.Compute(zeros(4096, 2), arange(4096).remainder(10)));
        Assert.Contains("6169660296 triplets", refused.Message, StringComparison.Ordinal);
    }

    private static (double Value, double[] Gradient, LossTelemetry Telemetry) Run(MetricLoss loss, double[,] embeddings, long[] labels, Triplets? tuples)
    {
        Tensor x = tensor(embeddings).requires_grad_();
        LossResult result = loss.Compute(EmbeddingBatch.Create(x, tensor(labels)), tuples);
        result.Value.backward();
        return (result.Value.ToDouble(), [.. x.grad!.data<double>()], result.Telemetry);
    }

    private static Oracle Enumerate(double[,] x, long[] y, double margin, bool swap, bool smooth)
    {
        var oracle = new Oracle(y.Length);
        double Distance(int i, int j) => Math.Sqrt(Enumerable.Range(0, x.GetLength(1)).Sum(k => (x[i, k] - x[j, k]) * (x[i, k] - x[j, k])));
        for (int a = 0; a < y.Length; a++)
        {
            for (int p = 0; p < y.Length; p++)
            {
                for (int n = 0; n < y.Length; n++)
                {
                    if (a != p && y[a] == y[p] && y[a] != y[n])
                    {
                        double positive = Distance(a, p);
                        double negative = swap ? Math.Min(Distance(a, n), Distance(p, n)) : Distance(a, n);
                        double violation = positive - negative + margin;
                        oracle.Add(smooth ? Math.Log(1 + Math.Exp(violation)) : Math.Max(0, violation), positive, negative, margin, a, p, n);
                    }
                }
            }
        }

        return oracle;
    }

    private sealed class Oracle(int items)
    {
        public double Sum { get; private set; }

        public long Valid { get; private set; }

        public long Active { get; private set; }

        public long AboveEpsilon { get; private set; }

        public long Hard { get; private set; }

        public long SemiHard { get; private set; }

        public bool[] ActiveSamples { get; } = new bool[items];

        public void Add(double loss, double positive, double negative, double margin, int a, int p, int n)
        {
            Sum += loss;
            Valid++;
            AboveEpsilon += loss > 1e-4 ? 1 : 0;
            Hard += negative <= positive ? 1 : 0;
            SemiHard += negative > positive && negative < positive + margin ? 1 : 0;
            if (loss > 0)
            {
                Active++;
                ActiveSamples[a] = ActiveSamples[p] = ActiveSamples[n] = true;
            }
        }
    }
}
