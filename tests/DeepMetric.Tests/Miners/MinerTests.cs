using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Miners;

/// <summary>What all miners do, those of the catalogue and the one with a memory.</summary>
public sealed class MinerTests
{
    private static IEnumerable<Miner> All(MinerSetting? setting = null) => MinerCatalog.Names.Select(name => MinerCatalog.Create(name, setting: setting));

    [Fact]
    public void Every_miner_is_in_the_catalogue()
    {
        // The bank is around another miner.
        IEnumerable<Type> miners = typeof(Miner).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Miner)) && type != typeof(MemoryBankMiner));
        Assert.Equal(miners.Select(type => type.Name).Order(), MinerCatalog.Entries.Select(entry => entry.MinerType.Name).Order());
    }

    [Fact]
    public void Every_option_can_be_set_by_name_and_unknown_ones_are_refused()
    {
        var miner = (TripletMarginMiner)MinerCatalog.Create("triplet-margin", new() { ["margin"] = 0.3, ["kind"] = "semiHard" }, new(new CosineSimilarity(), 4, null));
        Assert.Equal(new TripletMarginMinerOptions { Margin = 0.3, Kind = TripletKind.SemiHard }, miner.Options);
        Assert.Equal((new CosineSimilarity(), 4, null), (miner.Distance, miner.TuplesPerAnchor, miner.IgnoredLabel));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => MinerCatalog.Create("triplet-margin", new() { ["marign"] = 1 }));
        Assert.Contains("margin, kind", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MinerCatalog.Create("triplet-margin", new() { ["margin"] = "wide" }));
        Assert.Throws<ArgumentException>(() => MinerCatalog.Create("batch-easy-hard", new() { ["positives"] = "semiHard" }));
        Assert.Throws<ArgumentException>(() => MinerCatalog.Create("n-hard", new() { ["positivesFrom"] = 0 }));
        Assert.Throws<ArgumentException>(() => MinerCatalog.Create("angular", setting: new(new CosineSimilarity())));
        Assert.Throws<ArgumentException>(() => MinerCatalog.Create("nope"));
        Assert.Equal(0.5, (double)MinerCatalog.OptionsOf("hdc")["keptShare"]!);
    }

    [Fact]
    public void A_miner_that_draws_needs_a_generator_and_depends_on_it_alone()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = Batch(24, 3, seed: 1);
        foreach (Miner miner in All(new(TuplesPerAnchor: 2)))
        {
            Assert.True(miner.Draws);
            ArgumentException refused = Assert.Throws<ArgumentException>(() => miner.Mine(batch));
            Assert.Contains("SeededRandom", refused.Message, StringComparison.Ordinal);
            Assert.Equal(Lists(miner.Mine(batch, new SeededRandom(5))), Lists(miner.Mine(batch, new SeededRandom(5))));
        }

        Assert.Equal(["distance-weighted", "uniform-histogram"], MinerCatalog.Names.Where(name => MinerCatalog.Create(name).Draws));
    }

    [Fact]
    public void No_anchor_gets_more_tuples_than_allowed_and_they_are_some_of_all()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = Batch(24, 3, seed: 2);
        int capped = 0;
        foreach (string name in MinerCatalog.Names.Where(name => !MinerCatalog.Create(name).Draws))
        {
            int[][] all = Lists(MinerCatalog.Create(name).Mine(batch));
            int[][] few = Lists(MinerCatalog.Create(name, setting: new(TuplesPerAnchor: 3)).Mine(batch, new SeededRandom(1)));
            for (int side = 0; side < all.Length; side += all.Length == 4 ? 2 : 3)
            {
                int[][] given = Columns(all, side), kept = Columns(few, side);
                Assert.All(kept, tuple => Assert.Contains(tuple, given));
                foreach (IGrouping<int, int[]> anchor in given.GroupBy(tuple => tuple[0]))
                {
                    Assert.Equal(Math.Min(3, anchor.Count()), kept.Count(tuple => tuple[0] == anchor.Key));
                    capped += anchor.Count() > 3 ? 1 : 0;
                }
            }
        }

        Assert.True(capped > 50, $"only {capped} anchors had more");
    }

    [Fact]
    public void Each_tuple_of_an_anchor_is_as_likely_as_the_others()
    {
        var random = new SeededRandom(3);
        var all = new Triplets([.. Enumerable.Repeat(4, 10)], [.. Enumerable.Range(0, 10)], [.. Enumerable.Range(0, 10)]);
        int[] counts = new int[10];
        for (int i = 0; i < 3000; i++)
        {
            foreach (int positive in all.AtMostPerAnchor(3, random).Positives)
            {
                counts[positive]++;
            }
        }

        Assert.All(counts, count => Assert.InRange(count, 780, 1020));
    }

    [Fact]
    public void Items_of_no_known_class_are_in_no_tuple_unless_they_are_a_class()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(12, 4, 1);
        long[] labels = [0, 0, 0, 1, 1, 1, -1, -1, -1, 2, 2, 2];
        EmbeddingBatch batch = EmbeddingBatch.Create(x, tensor(labels));
        foreach (string name in MinerCatalog.Names.Where(name => name != "packaged-triplets"))
        {
            int[] items = [.. Lists(MinerCatalog.Create(name).Mine(batch, new SeededRandom(1))).SelectMany(list => list).Distinct()];
            Assert.DoesNotContain(items, item => labels[item] == -1);
        }

        int[] all = [.. Lists(new BatchHardMiner { IgnoredLabel = null }.Mine(batch)).SelectMany(list => list)];
        Assert.Contains(all, item => labels[item] == -1);
    }

    [Fact]
    public void Tuples_with_a_reference_pair_rows_of_the_batch_with_rows_of_the_reference()
    {
        using var scope = NewDisposeScope();
        long[] labels = [0, 1, 2];
        long[] others = [0, 0, 1, 1, 2, 2, -1];
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(3, 4, 1), tensor(labels), Random(7, 4, 2), tensor(others));
        int seen = 0;
        foreach (string name in MinerCatalog.Names.Where(name => name != "packaged-triplets"))
        {
            Pairs pairs = MinerCatalog.Create(name).Mine(batch, new SeededRandom(1)).ToPairs();
            Assert.All(pairs.PositiveAnchors.Zip(pairs.Positives), pair => Assert.Equal(labels[pair.First], others[pair.Second]));
            Assert.All(pairs.NegativeAnchors.Zip(pairs.Negatives), pair => Assert.NotEqual(labels[pair.First], others[pair.Second]));
            Assert.DoesNotContain(6, pairs.Negatives);
            seen += pairs.Negatives.Length > 0 ? 1 : 0;
        }

        Assert.True(seen > 6, $"only {seen} miners chose a negative");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(3, 1)]
    [InlineData(0, 1)]
    public void Degenerate_batches_give_no_triplet(int items, int classes)
    {
        using var scope = NewDisposeScope();
        foreach (Miner miner in All())
        {
            foreach (double spread in (double[])[0, 1])
            {
                if (miner is PackagedTripletsMiner)
                {
                    continue;
                }

                Tensor x = ones(items, 3) + (arange(items).unsqueeze(1) * spread);
                IndexTuples tuples = miner.Mine(EmbeddingBatch.Create(x, arange(items).remainder(Math.Max(1, classes))), new SeededRandom(1));
                Assert.Empty(tuples.ToTriplets().Anchors);
            }
        }
    }

    [Fact]
    public void A_batch_without_labels_is_refused_and_so_is_a_broken_package()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch unlabelled = EmbeddingBatch.Create(Random(6, 3, 1), null);
        Assert.Throws<ArgumentException>(() => new BatchHardMiner().Mine(unlabelled));
        Assert.Equal([[0, 3], [1, 4], [2, 5]], Lists(new PackagedTripletsMiner().Mine(unlabelled)));
        Assert.Throws<ArgumentException>(() => new PackagedTripletsMiner().Mine(EmbeddingBatch.Create(Random(5, 3, 1), null)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchHardMiner { TuplesPerAnchor = 0 });
    }

    [Fact]
    public void Nothing_is_leaked_and_the_embeddings_are_left_alone()
    {
        using Tensor x = Random(24, 4, 3).requires_grad_();
        using Tensor y = arange(24).remainder(4);
        EmbeddingBatch batch = EmbeddingBatch.Create(x, y);
        foreach (Miner miner in All())
        {
            _ = miner.Mine(batch, new SeededRandom(1));
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int i = 0; i < 20; i++)
            {
                _ = miner.Mine(batch, new SeededRandom(1));
            }

            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Null(x.grad);
    }

    [Fact]
    public void Semi_hard_triplets_of_a_large_batch_are_listed_though_all_would_not_fit()
    {
        using var scope = NewDisposeScope();
        Tensor y = arange(1500).remainder(5);
        Tensor x = Random(1500, 8, 3).to(ScalarType.Float32);
        var found = (Triplets)new TripletMarginMiner(new() { Margin = 1e-4, Kind = TripletKind.SemiHard }).Mine(EmbeddingBatch.Create(x, y));
        Assert.InRange(found.Anchors.Length, 1000, 10_000_000);
        Assert.True(Triplets.CountAll([.. Enumerable.Range(0, 1500).Select(i => (long)(i % 5))]) > 500_000_000);
    }

    [Fact]
    public void A_bank_finds_partners_in_earlier_batches_and_forgets_the_oldest()
    {
        using var scope = NewDisposeScope();
        using var miner = new MemoryBankMiner(new NHardMiner(new() { NegativesTo = 100, PositivesTo = 100 }), new() { Batches = 2 });
        for (int step = 0; step < 5; step++)
        {
            EmbeddingBatch batch = Batch(6, 3, seed: step);
            EmbeddingBatch extended = miner.Extend(batch);
            int rows = 6 * (1 + Math.Min(step, 2));
            Assert.Equal(rows, extended.ReferenceCount);
            var triplets = (Triplets)miner.Mine(extended);

            // Every item has rows/3 of its class, itself left out, and the rest as negatives.
            Assert.Equal(6 * ((rows / 3) - 1) * (rows * 2 / 3), triplets.Anchors.Length);
            Assert.All(Enumerable.Range(0, triplets.Anchors.Length), i =>
            {
                Assert.NotEqual(triplets.Anchors[i], triplets.Positives[i]);
                Assert.Equal(batch.Labels![triplets.Anchors[i]], extended.ReferenceLabels![triplets.Positives[i]]);
                Assert.NotEqual(batch.Labels![triplets.Anchors[i]], extended.ReferenceLabels![triplets.Negatives[i]]);
            });
            Assert.Equal(Math.Min(12, 6 * (step + 1)), miner.RememberedItems);
        }

        EmbeddingBatch last = miner.Extend(Batch(6, 3, seed: 9));
        Tensor bank = last.Reference.narrow(0, 6, 12);
        Assert.Equal(0, (bank - cat([Batch(6, 3, seed: 3).Embeddings, Batch(6, 3, seed: 4).Embeddings])).abs().max().ToDouble());
        Assert.Throws<ArgumentException>(() => miner.Extend(EmbeddingBatch.Create(Random(6, 5, 1), arange(6))));
        Assert.Throws<ArgumentException>(() => miner.Extend(EmbeddingBatch.Create(Random(6, 4, 1), null)));
    }

    [Fact]
    public void A_loss_trains_through_a_bank_without_leaking()
    {
        using var miner = new MemoryBankMiner(new BatchHardMiner(), new() { Batches = 3 });
        using Tensor x = Random(12, 4, 3).requires_grad_();
        using Tensor y = arange(12).remainder(3);
        var loss = new TripletMarginLoss(new() { Margin = 0.5 });
        void Step()
        {
            using var scope = NewDisposeScope();
            using LossResult result = loss.Compute(EmbeddingBatch.Create(x, y), miner);
            Assert.Equal(12, result.Telemetry.ValidTerms);
            result.Value.backward();
            Assert.True(x.grad!.abs().max().ToDouble() > 0);
        }

        for (int i = 0; i < 5; i++)
        {
            Step();
        }

        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 10; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Distance_weighted_draws_follow_their_weights()
    {
        using var scope = NewDisposeScope();
        var miner = new DistanceWeightedMiner(new() { NonzeroLossCutoff = 2 });
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(8, 4, 4), tensor((long[])[0, 0, 1, 1, 1, 1, 1, 1]));
        double[] expected = [];
        var input = new MinerInput(batch, batch.DistancesBy(miner.Distance), isSimilarity: false, ignoredLabel: null, random: null);
        input.ForEachAnchor(row => expected = row.Anchor == 0 ? miner.Probabilities(row, 4) : expected);

        // The formula of the density, by itself.
        Tensor unit = nn.functional.normalize(batch.Embeddings, dim: 1);
        double[] weights = [.. Enumerable.Range(2, 6).Select(n => Math.Max(0.5, (unit[0] - unit[n]).norm().ToDouble())).Select(d => 1 / (Math.Pow(d, 2) * Math.Sqrt(1 - (d * d / 4))))];
        Assert.All(expected.Zip(weights), pair => Assert.Equal(pair.Second / weights.Sum(), pair.First, 1e-9));

        double[] counts = new double[6];
        var random = new SeededRandom(6);
        for (int i = 0; i < 4000; i++)
        {
            var triplets = (Triplets)miner.Mine(batch, random);
            for (int t = 0; t < triplets.Anchors.Length && triplets.Anchors[t] == 0; t++)
            {
                counts[triplets.Negatives[t] - 2]++;
            }
        }

        Assert.Equal(8000, counts.Sum());
        Assert.All(counts.Zip(expected), pair => Assert.Equal(pair.Second, pair.First / 8000, 0.03));
    }

    private static int[][] Lists(IndexTuples tuples) => tuples switch
    {
        Pairs pairs => [pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, pairs.Negatives],
        Triplets triplets => [triplets.Anchors, triplets.Positives, triplets.Negatives],
        _ => throw new InvalidOperationException("neither pairs nor triplets"),
    };

    private static int[][] Columns(int[][] lists, int side)
    {
        int[][] columns = lists.Length == 4 ? lists[side..(side + 2)] : lists;
        return [.. Enumerable.Range(0, columns[0].Length).Select(i => columns.Select(column => column[i]).ToArray())];
    }

    private static EmbeddingBatch Batch(int n, int classes, int seed) => EmbeddingBatch.Create(Random(n, 4, seed), arange(n).remainder(classes));

    private static Tensor Random(int n, int d, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return tensor(Enumerable.Range(0, n * d).Select(_ => random.NextGaussian()).ToArray(), [n, d]);
    }
}
