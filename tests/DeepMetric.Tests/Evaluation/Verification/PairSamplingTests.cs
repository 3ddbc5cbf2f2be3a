using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Verification;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation.Verification;

public sealed class PairSamplingTests
{
    [Fact]
    public void Drawn_pairs_give_about_the_same_numbers_and_the_same_ones_for_the_same_seed()
    {
        RetrievalQuery query = Noisy(600, 12, 5);
        PairVerificationResult exact = PairVerification.Evaluate(query, cancellation: TestContext.Current.CancellationToken);
        var few = new PairVerificationOptions { MostPositives = 10_000, MostNegatives = 1000, SampledNegatives = 100_000, Seed = 4 };
        PairVerificationResult drawn = PairVerification.Evaluate(query, options: few, cancellation: TestContext.Current.CancellationToken);
        Assert.False(exact.IsSampled);
        Assert.True(drawn.IsSampled);
        Assert.Equal((exact.PositivePairs, exact.NegativePairs, 10_000, 100_000), (drawn.PositivePairs, drawn.NegativePairs, drawn.JudgedPositives, drawn.JudgedNegatives));

        // A standard error of a share of 10,000 is at most 0.005.
        Assert.Equal(exact.RocAuc, drawn.RocAuc, 0.02);
        Assert.Equal(exact.EqualErrorRate, drawn.EqualErrorRate, 0.02);
        Assert.Equal(exact.AtFalseMatchRates[0].Point.FalseNonMatchRate, drawn.AtFalseMatchRates[0].Point.FalseNonMatchRate, 0.04);
        Assert.Equal(exact.BestF1!.Score, drawn.BestF1!.Score, 0.03);
        Assert.Equal(exact.BestAccuracy!.Score, drawn.BestAccuracy!.Score, 0.01);
        PairVerificationResult again = PairVerification.Evaluate(query, options: few, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((drawn.RocAuc, drawn.EqualErrorRate, drawn.BestF1.Point), (again.RocAuc, again.EqualErrorRate, again.BestF1!.Point));
        PairVerificationResult other = PairVerification.Evaluate(query, options: few with { Seed = 5 }, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEqual(drawn.RocAuc, other.RocAuc);
    }

    /// <summary>Labels, labels against a reference with places of the queries' own, and a relevance of one's own: each of its pairs is drawn about equally often, and no other.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_pair_is_drawn_and_none_that_is_not_there(int kind)
    {
        EmbeddingTable table = EmbeddingTable.FromDoubles([.. Enumerable.Range(0, 9).Select(i => (double)i)], 1);
        int[] labels = [0, 1, 0, 2, -1, 0, 1, -1, 3];
        RetrievalQuery query = kind switch
        {
            0 => new RetrievalQuery(table, labels) { UnknownLabel = -1 },
            1 => new RetrievalQuery(table.Take([5, 1, 4, 0]), [0, 1, -1, 0], table, labels) { OwnPlaces = [5, -1, 4, 0], UnknownLabel = -1 },
            _ => new RetrievalQuery(table, labels) { Relevance = (i, j) => (i + j) % 4 == 0, UnknownLabel = -1 },
        };
        var pairs = new SearchedPairs(query, isSymmetric: true, CancellationToken.None);
        (int, int)[] all = [.. from i in Enumerable.Range(0, query.Queries.Count) from j in Enumerable.Range(0, query.Reference.Count) select (i, j)];
        var random = new SeededRandom(6);
        Check(pairs.PositiveCount, [.. all.Where(pair => pairs.IsPositive(pair.Item1, pair.Item2))], () => pairs.DrawPositive(random));
        Check(pairs.NegativeCount, [.. all.Where(pair => pairs.IsNegative(pair.Item1, pair.Item2))], () =>
        {
            (int query, int item) drawn = pairs.DrawNegative(random);
            return pairs.IsUnordered ? (Math.Min(drawn.query, drawn.item), Math.Max(drawn.query, drawn.item)) : drawn;
        });

        static void Check(long count, (int, int)[] there, Func<(int, int)> draw)
        {
            const int Each = 500;
            Assert.Equal(there.Length, count);
            Assert.True(there.Length >= 4);
            Dictionary<(int, int), int> drawn = Enumerable.Range(0, Each * there.Length).Select(_ => draw()).CountBy(pair => pair).ToDictionary();
            Assert.Equal(there.Order(), drawn.Keys.Order());

            // Five standard deviations of a count of 500.
            Assert.All(drawn.Values, times => Assert.InRange(times, Each - 112, Each + 112));
        }
    }

    [Fact]
    public void A_key_is_found_among_the_positives_as_a_plain_search_finds_it()
    {
        int inside = 0;
        (from spread in Gen.Int[0, 40]
         from scale in Gen.OneOf(Gen.Const(1e-300), Gen.Const(1e-3), Gen.Const(1.0), Gen.Const(1e9), Gen.Const(1e300))
         from keys in Gen.Int[-spread, spread].Array[1, 60]
         from sought in Gen.Int[-spread - 2, spread + 2].Array[30]
         from skewed in Gen.Bool
         select (keys: keys.Select(key => Skewed(key * scale, skewed)).ToArray(), sought: sought.Select(key => Skewed(key * scale, skewed)).ToArray())).Sample(
            sample =>
            {
                double[] distinct = [.. sample.keys.Distinct().Order()];
                var ranked = new RankedPositives([.. sample.keys]);
                Assert.Equal((sample.keys.Length, distinct.Length), (ranked.Count, ranked.DistinctCount));
                Assert.All(Enumerable.Range(0, distinct.Length), at => Assert.Equal((distinct[at], sample.keys.Count(key => key <= distinct[at])), (ranked[at], ranked.UpTo(at))));
                foreach (double sought in (double[])[.. sample.sought, double.PositiveInfinity, double.NegativeInfinity])
                {
                    int expected = distinct.Count(key => key < sought);
                    Assert.Equal(expected, ranked.LowerBound(sought));
                    inside += expected > 0 && expected < distinct.Length ? 1 : 0;
                }
            },
            threads: 1);
        Assert.True(inside > 500);

        // Most keys in one corner, a few far away, one at infinity: the evenly spaced table is of little help, and right all the same.
        static double Skewed(double key, bool isSkewed) => isSkewed && Math.Abs(key) > 20 ? key * 1e8 : key;
    }

    private static RetrievalQuery Noisy(int count, int classes, int dimension)
    {
        var random = new SeededRandom(8);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        double[][] rows = [.. labels.Select(label => Enumerable.Range(0, dimension).Select(j => (((label * (j + 3)) % 7) * 0.6) + random.NextGaussian()).ToArray())];
        return new RetrievalQuery(EmbeddingTable.FromRows(rows), labels);
    }
}
