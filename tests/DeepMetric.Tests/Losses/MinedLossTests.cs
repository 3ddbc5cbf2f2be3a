using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Sampling;
using DeepMetric.Tests.Miners;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>A loss over what a miner chooses: the closed forms against the listed ones, and matrices that are shared.</summary>
public sealed class MinedLossTests
{
    private static readonly TripletMarginLossOptions[] Forms =
    [
        new() { Margin = 0.5 }, new() { Margin = 1 }, new() { Margin = -0.25 }, new() { Margin = 0.5, Smooth = true }, new() { Margin = 0.5, Swap = true },
    ];

    [Theory]
    [InlineData(TripletKind.All, 0.5)]
    [InlineData(TripletKind.All, 2.0)]
    [InlineData(TripletKind.Hard, 0.5)]
    [InlineData(TripletKind.Hard, -0.5)]
    [InlineData(TripletKind.SemiHard, 0.5)]
    [InlineData(TripletKind.SemiHard, 2.0)]
    [InlineData(TripletKind.Easy, 0.25)]
    [InlineData(TripletKind.Easy, -1.0)]
    public void Mined_triplets_without_a_list_equal_the_listed_ones(TripletKind kind, double margin) =>
        Compare(distance => new TripletMarginMiner(new() { Kind = kind, Margin = margin }, distance));

    [Fact]
    public void Batch_hard_without_a_list_equals_the_listed_form() => Compare(distance => new BatchHardMiner(distance));

    [Fact]
    public void Other_miners_and_limits_go_through_the_list()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(16, 4, 1).requires_grad_(), arange(16).remainder(4));
        Miner[] miners =
        [
            new MultiSimilarityMiner(), new NHardMiner(new() { NegativesTo = 3 }), new PairMarginMiner(), new BatchHardMiner { TuplesPerAnchor = 1 },
            new TripletMarginMiner { TuplesPerAnchor = 2 }, new DistanceWeightedMiner(), new BatchEasyHardMiner(),
        ];
        foreach (Miner miner in miners)
        {
            foreach (MetricLoss loss in (MetricLoss[])[new TripletMarginLoss(), new ContrastiveLoss(), new NTXentLoss(), new SupConLoss()])
            {
                double direct = loss.Compute(batch, miner, new SeededRandom(3)).Value.ToDouble();
                Assert.Equal(loss.Compute(batch, miner.Mine(batch, new SeededRandom(3))).Value.ToDouble(), direct, 1e-12);
            }
        }

        Assert.Throws<ArgumentException>(() => new TripletMarginLoss().Compute(batch, new DistanceWeightedMiner()));
        Assert.Throws<ArgumentException>(() => new TripletMarginLoss().Compute(EmbeddingBatch.Create(batch.Embeddings, null), new BatchHardMiner()));
    }

    [Fact]
    public void A_loss_and_a_miner_of_equal_distances_compute_their_matrix_once()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(12, 4, 1).requires_grad_(), arange(12).remainder(3));
        var counter = new CountedDistance("a");
        foreach (Func<Distance, MetricLoss> create in (Func<Distance, MetricLoss>[])[d => new ContrastiveLoss(distance: d), d => new TripletMarginLoss(distance: d)])
        {
            foreach (Func<Distance, Miner> mine in (Func<Distance, Miner>[])[d => new PairMarginMiner(distance: d), d => new BatchHardMiner(d), d => new MemoryBankMiner(new BatchHardMiner(d))])
            {
                CountedDistance.Matrices = 0;
                create(counter).Compute(batch, mine(new CountedDistance("a")));
                Assert.Equal(1, CountedDistance.Matrices);
                create(counter).Compute(batch, mine(new CountedDistance("b")));
                Assert.Equal(3, CountedDistance.Matrices);
            }
        }
    }

    [Fact]
    public void Losses_and_miners_take_a_given_matrix_of_an_equal_distance_and_gradients_flow_through_it()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(12, 4, 2).requires_grad_();
        Tensor y = arange(12).remainder(3);
        EmbeddingBatch plain = EmbeddingBatch.Create(x, y);
        MetricLoss[] losses = [new TripletMarginLoss(), new ContrastiveLoss(), new NTXentLoss(distance: new LpDistance()), new SupConLoss(distance: new LpDistance())];
        Tensor separate = losses.Select(loss => loss.Compute(plain).Value).Aggregate((sum, value) => sum + value);
        separate.backward();
        double[] expected = [.. x.grad!.data<double>()];
        x.grad.zero_();

        var distance = new LpDistance();
        EmbeddingBatch shared = plain.WithDistances(distance, distance.Matrix(x, x));
        Assert.True(shared.HasDistances(new LpDistance()));
        Assert.False(shared.HasDistances(new LpDistance(power: 2)));
        Tensor together = losses.Select(loss => loss.Compute(shared).Value).Aggregate((sum, value) => sum + value);
        together.backward();
        Assert.Equal(separate.ToDouble(), together.ToDouble(), 1e-12);
        Assert.All(expected.Zip(x.grad.data<double>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-10));

        // Whoever has that distance believes the matrix; others do not look at it.
        EmbeddingBatch zero = plain.WithDistances(distance, zeros(12, 12, ScalarType.Float64));
        Assert.Equal(1, new TripletMarginLoss().Compute(zero).Value.ToDouble(), 1e-12);
        Assert.Empty(((Pairs)new PairMarginMiner().Mine(zero)).Positives);
        Assert.Equal(Math.Log(9), new NTXentLoss(distance: new LpDistance()).Compute(zero).Value.ToDouble(), 1e-9);
        Assert.Equal(new NTXentLoss().Compute(plain).Value.ToDouble(), new NTXentLoss().Compute(zero).Value.ToDouble());
        Assert.Throws<ArgumentException>(() => plain.WithDistances(distance, zeros(12, 11, ScalarType.Float64)));
        Assert.Throws<ArgumentException>(() => plain.WithDistances(distance, zeros(12, 12, ScalarType.Float32)));
    }

    [Fact]
    public void The_hardest_triplets_of_a_large_batch_are_never_listed()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(3000, 8, 5).to(ScalarType.Float32).requires_grad_();
        using LossResult result = new TripletMarginLoss(new() { Margin = 0.2 }).Compute(
            EmbeddingBatch.Create(x, arange(3000).remainder(10)), new TripletMarginMiner(new() { Margin = 0.5, Kind = TripletKind.Hard }));
        Assert.True(result.Telemetry.ValidTerms > 500_000_000, $"{result.Telemetry.ValidTerms} triplets");
        Assert.Equal(result.Telemetry.ValidTerms, result.Telemetry.Triplets!.Hard);
        result.Value.backward();
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void No_tensor_is_leaked_by_a_mined_loss()
    {
        using Tensor x = Random(12, 4, 3).requires_grad_();
        using Tensor y = arange(12).remainder(3);
        EmbeddingBatch batch = EmbeddingBatch.Create(x, y);
        Miner[] miners = [new TripletMarginMiner(), new BatchHardMiner(), new MultiSimilarityMiner()];
        void Step()
        {
            foreach (Miner miner in miners)
            {
                using LossResult result = new TripletMarginLoss().Compute(batch, miner);
            }
        }

        Step();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Compare(Func<Distance, Miner> create)
    {
        int compared = 0;
        int closed = 0;
        Reducer[] reducers = [new MeanReducer(), new NonZeroMeanReducer(), new SumReducer(), new PerAnchorReducer(), new ClassWeightedReducer([1, 2, 3, 4])];
        Distance[] distances = [new LpDistance(normalize: false), new LpDistance(p: 1, normalize: false), new DotProductSimilarity()];
        MinerBatches.Any.Sample(
            batch =>
            {
                foreach (Distance distance in distances)
                {
                    Miner miner = create(distance);
                    foreach (TripletMarginLossOptions options in Forms)
                    {
                        Reducer reducer = reducers[(batch.Labels.Length + Forms.Length) % reducers.Length];
                        var loss = new TripletMarginLoss(options, distance, reducer);
                        using var scope = NewDisposeScope();
                        (LossResult listed, double[] expected) = Run(batch, shared => loss.Compute(shared, miner.Mine(shared)));
                        (LossResult mined, double[] found) = Run(batch, shared => loss.Compute(shared, miner));
                        AssertEqual(listed, mined);
                        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Max(1, Math.Abs(pair.First))));
                        compared += mined.Telemetry.SumOfTerms > 0 ? 1 : 0;
                        closed += options.Swap || mined.Telemetry.ValidTerms == 0 ? 0 : 1;
                    }
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 60, $"only {compared} losses were above 0");
        Assert.True(closed > 60, $"only {closed} batches had triplets");
    }

    private static void AssertEqual(LossResult listed, LossResult mined)
    {
        double scale = Math.Max(1, Math.Abs(listed.Telemetry.SumOfTerms));
        Assert.Equal(listed.Value.ToDouble(), mined.Value.ToDouble(), 1e-9 * scale);
        Assert.Equal(listed.Mean.ToDouble(), mined.Mean.ToDouble(), 1e-9 * scale);
        Assert.Equal(listed.Telemetry.SumOfTerms, mined.Telemetry.SumOfTerms, 1e-9 * scale);
        Assert.Equal(listed.Telemetry.MeanPositiveDistance ?? -9, mined.Telemetry.MeanPositiveDistance ?? -9, 1e-9);
        Assert.Equal(listed.Telemetry.MeanNegativeDistance ?? -9, mined.Telemetry.MeanNegativeDistance ?? -9, 1e-9);
        Assert.Equal(listed.Telemetry.Triplets, mined.Telemetry.Triplets);
        Assert.Equal(
            (listed.Telemetry.ValidTerms, listed.Telemetry.ActiveTerms, listed.Telemetry.ActiveTermsAboveEpsilon),
            (mined.Telemetry.ValidTerms, mined.Telemetry.ActiveTerms, mined.Telemetry.ActiveTermsAboveEpsilon));
        Assert.Equal(listed.Telemetry.ActiveSamples, mined.Telemetry.ActiveSamples);
    }

    private static (LossResult Result, double[] Gradient) Run((double[,] Embeddings, long[] Labels) batch, Func<EmbeddingBatch, LossResult> compute)
    {
        // A label of -1 has no class weight but takes part in no triplet either.
        Tensor x = tensor(batch.Embeddings).requires_grad_();
        LossResult result = compute(EmbeddingBatch.Create(x, tensor(batch.Labels)));
        result.Value.backward();
        return (result, [.. x.grad!.data<double>()]);
    }

    private static Tensor Random(int n, int d, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return tensor(Enumerable.Range(0, n * d).Select(_ => random.NextGaussian()).ToArray(), [n, d]);
    }

    /// <summary>A distance that tells how many matrices were computed, of which those of one name are equal.</summary>
    private sealed class CountedDistance(string name) : Distance(normalize: true, isSimilarity: false, isSymmetric: true)
    {
        public static int Matrices { get; set; }

        protected override IReadOnlyList<object>? Settings => [name];

        protected override Tensor ComputeMatrix(Tensor query, Tensor reference)
        {
            Matrices++;
            return cdist(query, reference, 2);
        }
    }
}
