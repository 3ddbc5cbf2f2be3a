using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Miners;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Miners;

/// <summary>Miners against nested loops in double, from their formulas, over batches with ties, duplicates and unknown labels.</summary>
public sealed class MinerOracleTests
{
    private static readonly LpDistance Plain = new(normalize: false);

    [Theory]
    [InlineData(TripletKind.All, 0.5)]
    [InlineData(TripletKind.All, -1.0)]
    [InlineData(TripletKind.Hard, 0.5)]
    [InlineData(TripletKind.Hard, -1.0)]
    [InlineData(TripletKind.SemiHard, 1.0)]
    [InlineData(TripletKind.Easy, 0.0)]
    [InlineData(TripletKind.Easy, 1.0)]
    public void Triplets_of_a_kind_are_those_whose_gap_says_so(TripletKind kind, double margin) => CompareTriplets(
        new TripletMarginMiner(new() { Margin = margin, Kind = kind }, Plain),
        (a, p, n, d) => d(a, n) - d(a, p) is var gap && kind switch
        {
            TripletKind.All => gap <= margin,
            TripletKind.Hard => gap <= margin && gap <= 0,
            TripletKind.SemiHard => gap <= margin && gap > 0,
            _ => gap > margin,
        });

    [Fact]
    public void Angular_triplets_are_those_with_a_large_angle_at_the_negative()
    {
        int chosen = 0;
        MinerBatches.Any.Sample(
            batch =>
            {
                var miner = new AngularMiner(new() { Angle = 40 });
                (double[,] x, long[] y) = batch;
                var found = (Triplets)Mine(miner, x, y);
                HashSet<(int, int, int)> set = [.. found.Anchors.Select((a, i) => (a, found.Positives[i], found.Negatives[i]))];
                Assert.Equal(found.Anchors.Length, set.Count);
                foreach ((int a, int p, int n) in Valid(y))
                {
                    double ap = MinerBatches.Distance(x, a, p);
                    double nc = Math.Sqrt(Enumerable.Range(0, x.GetLength(1)).Sum(k => Math.Pow(x[n, k] - ((x[a, k] + x[p, k]) / 2), 2)));
                    double angle = ap == 0 ? 0 : double.RadiansToDegrees(Math.Atan(ap / (2 * nc)));
                    if (Math.Abs(angle - 40) > 1e-6)
                    {
                        Assert.Equal(angle > 40, set.Contains((a, p, n)));
                    }
                }

                chosen += set.Count;
            },
            iter: 150,
            threads: 1);
        Assert.True(chosen > 300, $"only {chosen} triplets were chosen");
    }

    [Fact]
    public void Batch_hard_takes_the_first_farthest_positive_and_the_first_nearest_negative() => CompareTriplets(
        new BatchHardMiner(Plain),
        (y, d) =>
            from a in Enumerable.Range(0, y.Length)
            let positives = Partners(y, a, same: true).ToArray()
            let negatives = Partners(y, a, same: false).ToArray()
            where positives.Length > 0 && negatives.Length > 0
            select (a, positives.OrderByDescending(p => d(a, p)).First(), negatives.OrderBy(n => d(a, n)).First()));

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 2, 1, 3)]
    [InlineData(2, 3, 2, 2)]
    public void N_hard_takes_the_ranks_it_is_told(int positivesFrom, int positivesTo, int negativesFrom, int negativesTo) => CompareTriplets(
        new NHardMiner(new() { PositivesFrom = positivesFrom, PositivesTo = positivesTo, NegativesFrom = negativesFrom, NegativesTo = negativesTo }, Plain),
        (y, d) =>
            from a in Enumerable.Range(0, y.Length)
            from p in Partners(y, a, same: true).OrderByDescending(p => d(a, p)).Skip(positivesFrom - 1).Take(positivesTo - positivesFrom + 1)
            from n in Partners(y, a, same: false).OrderBy(n => d(a, n)).Skip(negativesFrom - 1).Take(negativesTo - negativesFrom + 1)
            select (a, p, n));

    [Fact]
    public void Pair_margins_take_far_positives_and_near_negatives() => ComparePairs(
        new PairMarginMiner(new() { PositiveMargin = 1, NegativeMargin = 1.5 }, Plain),
        (y, d) => (
            from a in Enumerable.Range(0, y.Length) from p in Partners(y, a, same: true) where d(a, p) > 1 select (a, p),
            from a in Enumerable.Range(0, y.Length) from n in Partners(y, a, same: false) where d(a, n) < 1.5 select (a, n)));

    [Fact]
    public void Multi_similarity_takes_what_is_hard_against_the_other_side() => ComparePairs(
        new MultiSimilarityMiner(new() { Epsilon = 0.1 }, Plain),
        (y, d) => (
            from a in Enumerable.Range(0, y.Length)
            from p in Partners(y, a, same: true)
            where Partners(y, a, same: false).Any(n => -d(a, p) - 0.1 < -d(a, n))
            select (a, p),
            from a in Enumerable.Range(0, y.Length)
            from n in Partners(y, a, same: false)
            where Partners(y, a, same: true).Any(p => -d(a, n) + 0.1 > -d(a, p))
            select (a, n)));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Hard_aware_cascades_keep_the_hardest_share(double share) => ComparePairs(
        new HDCMiner(new() { KeptShare = share }, Plain),
        (y, d) =>
        {
            (int, int)[] positives = [.. from a in Enumerable.Range(0, y.Length) from p in Partners(y, a, same: true) select (a, p)];
            (int, int)[] negatives = [.. from a in Enumerable.Range(0, y.Length) from n in Partners(y, a, same: false) select (a, n)];
            return (
                positives.OrderByDescending(pair => d(pair.Item1, pair.Item2)).Take((int)Math.Ceiling(share * positives.Length)),
                negatives.OrderBy(pair => d(pair.Item1, pair.Item2)).Take((int)Math.Ceiling(share * negatives.Length)));
        },
        expectSome: share > 0);

    [Theory]
    [InlineData(MiningStrategy.Hard, MiningStrategy.Hard)]
    [InlineData(MiningStrategy.Hard, MiningStrategy.SemiHard)]
    [InlineData(MiningStrategy.Hard, MiningStrategy.Easy)]
    [InlineData(MiningStrategy.Hard, MiningStrategy.All)]
    [InlineData(MiningStrategy.SemiHard, MiningStrategy.Hard)]
    [InlineData(MiningStrategy.SemiHard, MiningStrategy.Easy)]
    [InlineData(MiningStrategy.Easy, MiningStrategy.Hard)]
    [InlineData(MiningStrategy.Easy, MiningStrategy.SemiHard)]
    [InlineData(MiningStrategy.Easy, MiningStrategy.Easy)]
    [InlineData(MiningStrategy.Easy, MiningStrategy.All)]
    [InlineData(MiningStrategy.All, MiningStrategy.Hard)]
    [InlineData(MiningStrategy.All, MiningStrategy.Easy)]
    [InlineData(MiningStrategy.All, MiningStrategy.All)]
    public void Strategies_take_what_they_say_within_the_allowed_range(MiningStrategy positives, MiningStrategy negatives) => ComparePairs(
        new BatchEasyHardMiner(new() { Positives = positives, Negatives = negatives, PositivesFrom = 0.2, NegativesTo = 2.3 }, Plain),
        (y, d) =>
        {
            List<(int, int)> first = [], second = [];
            for (int a = 0; a < y.Length; a++)
            {
                int[] near = [.. Partners(y, a, same: true).Where(p => positives == MiningStrategy.All || d(a, p) >= 0.2)];
                int[] far = [.. Partners(y, a, same: false).Where(n => negatives == MiningStrategy.All || d(a, n) <= 2.3)];
                int[] p = positives switch { MiningStrategy.All => near, MiningStrategy.Easy => [.. near.OrderBy(i => d(a, i)).Take(1)], _ => [.. near.OrderByDescending(i => d(a, i)).Take(1)] };
                int[] n = negatives switch { MiningStrategy.All => far, MiningStrategy.Easy => [.. far.OrderByDescending(i => d(a, i)).Take(1)], _ => [.. far.OrderBy(i => d(a, i)).Take(1)] };
                if (positives == MiningStrategy.SemiHard)
                {
                    p = n.Length == 0 ? [] : [.. near.Where(i => d(a, i) < d(a, n[0])).OrderByDescending(i => d(a, i)).Take(1)];
                }

                if (negatives == MiningStrategy.SemiHard)
                {
                    n = p.Length == 0 ? [] : [.. far.Where(i => d(a, i) > d(a, p[0])).OrderBy(i => d(a, i)).Take(1)];
                }

                bool both = positives != MiningStrategy.All && negatives != MiningStrategy.All;
                if (!both || (p.Length > 0 && n.Length > 0))
                {
                    first.AddRange(p.Select(i => (a, i)));
                    second.AddRange(n.Select(i => (a, i)));
                }
            }

            return (first, second);
        });

    private static void CompareTriplets(Miner miner, Func<int, int, int, Func<int, int, double>, bool> chooses) =>
        CompareTriplets(miner, (y, d) => Valid(y).Where(triplet => chooses(triplet.A, triplet.P, triplet.N, d)));

    private static void CompareTriplets(Miner miner, Func<long[], Func<int, int, double>, IEnumerable<(int, int, int)>> oracle)
    {
        int chosen = 0;
        MinerBatches.Any.Sample(
            batch =>
            {
                (double[,] x, long[] y) = batch;
                var found = (Triplets)Mine(miner, x, y);
                (int, int, int)[] expected = [.. oracle(y, (i, j) => MinerBatches.Distance(x, i, j)).Order()];
                Assert.Equal(expected, found.Anchors.Select((a, i) => (a, found.Positives[i], found.Negatives[i])).Order().ToArray());
                chosen += expected.Length > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(chosen > 40, $"only {chosen} batches had a triplet");
    }

    private static void ComparePairs(
        Miner miner, Func<long[], Func<int, int, double>, (IEnumerable<(int, int)> Positives, IEnumerable<(int, int)> Negatives)> oracle, bool expectSome = true)
    {
        int chosen = 0;
        MinerBatches.Any.Sample(
            batch =>
            {
                (double[,] x, long[] y) = batch;
                var found = (Pairs)Mine(miner, x, y);
                (IEnumerable<(int, int)> positives, IEnumerable<(int, int)> negatives) = oracle(y, (i, j) => MinerBatches.Distance(x, i, j));
                (int, int)[] expected = [.. positives.Order()];
                Assert.Equal(expected, found.PositiveAnchors.Zip(found.Positives).Order().ToArray());
                Assert.Equal([.. negatives.Order()], found.NegativeAnchors.Zip(found.Negatives).Order().ToArray());
                chosen += expected.Length > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(!expectSome || chosen > 40, $"only {chosen} batches had a positive pair");
    }

    private static IndexTuples Mine(Miner miner, double[,] x, long[] y)
    {
        using var scope = NewDisposeScope();
        return miner.Mine(EmbeddingBatch.Create(tensor(x), tensor(y)));
    }

    private static IEnumerable<(int A, int P, int N)> Valid(long[] y) =>
        from a in Enumerable.Range(0, y.Length) from p in Partners(y, a, same: true) from n in Partners(y, a, same: false) select (a, p, n);

    private static IEnumerable<int> Partners(long[] y, int a, bool same) =>
        Enumerable.Range(0, y.Length).Where(j => y[a] != -1 && y[j] != -1 && j != a && (y[j] == y[a]) == same);
}
