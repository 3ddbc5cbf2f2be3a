using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Matching;
using DeepMetric.Evaluation.Verification;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation.Matching;

public sealed class MatchFinderTests
{
    private static readonly Gen<(double[][] Rows, int[] Labels, double Threshold)> Tied =
        from count in Gen.Int[3, 25]
        from dimension in Gen.Int[1, 4]
        from rows in Gen.Int[-2, 2].Select(value => (double)value).Array[dimension].Array[count]
        from labels in Gen.Int[0, 3].Array[count]
        from threshold in Gen.Int[-3, 5].Select(value => (double)value)
        select (rows, labels, threshold);

    [Fact]
    public void Matches_and_their_quality_are_those_of_loops_over_all_pairs()
    {
        int matched = 0;
        int refused = 0;
        Tied.Sample(
            sample =>
            {
                (double[][] rows, int[] labels, double threshold) = sample;
                var table = EmbeddingTable.FromRows(rows);
                foreach ((Distance? distance, Func<double[], double[], double> value) in Kinds())
                {
                    var finder = new MatchFinder(threshold, distance);
                    bool IsMatch(int i, int j) => distance is { IsSimilarity: true } ? value(rows[i], rows[j]) >= threshold : value(rows[i], rows[j]) <= threshold;
                    (int i, int j)[] expected = [.. from i in Enumerable.Range(0, rows.Length) from j in Enumerable.Range(0, rows.Length) where i != j && IsMatch(i, j) select (i, j)];
                    IReadOnlyList<Match> found = finder.FindMatches(table, table, [.. Enumerable.Range(0, rows.Length)]);
                    Assert.Equal(expected.Select(pair => new Match(pair.i, pair.j, value(rows[pair.i], rows[pair.j]))), found);
                    EmbeddingTable next = table.Take([.. Enumerable.Range(0, rows.Length).Select(i => (i + 1) % rows.Length)]);
                    Assert.Equal(Enumerable.Range(0, rows.Length).Select(i => IsMatch(i, (i + 1) % rows.Length)), finder.AreMatches(table, next));
                    (int i, int j)[] pairs = [.. from i in Enumerable.Range(0, rows.Length) from j in Enumerable.Range(i + 1, rows.Length - i - 1) select (i, j)];
                    long Count(bool isSame, bool isMatch) => pairs.LongCount(pair => labels[pair.i] == labels[pair.j] == isSame && IsMatch(pair.i, pair.j) == isMatch);
                    Assert.Equal(
                        new MatchQuality(Count(true, true), Count(true, false), Count(false, true), Count(false, false)),
                        finder.Evaluate(new RetrievalQuery(table, labels), TestContext.Current.CancellationToken));
                    matched += expected.Length;
                    refused += (rows.Length * (rows.Length - 1)) - expected.Length;
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(matched > 1000 && refused > 1000, $"{matched} matched, {refused} refused");
    }

    [Fact]
    public void The_chosen_threshold_reaches_the_score_it_was_chosen_by_and_no_other_does_better()
    {
        int chosen = 0;
        Tied.Sample(
            sample =>
            {
                var query = new RetrievalQuery(EmbeddingTable.FromRows(sample.Rows), sample.Labels);
                PairVerificationResult best = PairVerification.Evaluate(query, cancellation: TestContext.Current.CancellationToken);
                if (best.BestBalancedAccuracy is null)
                {
                    return;
                }

                MatchQuality Quality(ThresholdCriterion criterion) =>
                    MatchFinder.Choose(query, criterion, cancellation: TestContext.Current.CancellationToken).Evaluate(query, TestContext.Current.CancellationToken);
                Assert.Equal(best.BestAccuracy!.Score, Quality(ThresholdCriterion.Accuracy).Accuracy, 1e-12);
                Assert.Equal(best.BestBalancedAccuracy.Score, Quality(ThresholdCriterion.BalancedAccuracy).BalancedAccuracy, 1e-12);
                Assert.Equal(best.BestF1!.Score, Quality(ThresholdCriterion.F1).F1, 1e-12);
                MatchQuality other = new MatchFinder(sample.Threshold).Evaluate(query, TestContext.Current.CancellationToken);
                Assert.True(other.Accuracy <= best.BestAccuracy.Score + 1e-12 && other.BalancedAccuracy <= best.BestBalancedAccuracy.Score + 1e-12);
                Assert.False(other.F1 > best.BestF1.Score + 1e-12);
                chosen++;
            },
            iter: 60,
            threads: 1);
        Assert.True(chosen > 30);
    }

    [Fact]
    public void A_threshold_chosen_on_some_pairs_serves_others()
    {
        RetrievalQuery query = Noisy(1);
        var cosine = new CosineSimilarity();
        MatchFinder finder = MatchFinder.Choose(query, ThresholdCriterion.F1, cosine, cancellation: TestContext.Current.CancellationToken);
        MatchQuality own = finder.Evaluate(query, TestContext.Current.CancellationToken);
        MatchQuality others = finder.Evaluate(Noisy(2), TestContext.Current.CancellationToken);
        Assert.Same(cosine, finder.Distance);
        Assert.InRange(own.F1, 0.9, 1);
        Assert.Equal(own.F1, others.F1, 0.05);
        Assert.Equal(others.Recall, 1 - others.FalseNonMatchRate, 1e-12);
    }

    // 3 of 4 pairs that belong together match, 1 of 6 others does.
    [Fact]
    public void Shares_are_those_worked_out_by_hand()
    {
        var quality = new MatchQuality(3, 1, 1, 5);
        Assert.Equal((0.8, 0.75, 0.75, 0.75, 0.25), (quality.Accuracy, quality.F1, quality.Precision, quality.Recall, quality.FalseNonMatchRate));
        Assert.Equal((1 / 6.0, (0.75 + (5 / 6.0)) / 2), (quality.FalseMatchRate, quality.BalancedAccuracy));
        Assert.True(double.IsNaN(new MatchQuality(0, 0, 0, 0).Accuracy) && double.IsNaN(new MatchQuality(0, 0, 0, 5).F1));
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var two = EmbeddingTable.FromDoubles([1, 2], 1);
        var finder = new MatchFinder(1);
        Assert.Throws<ArgumentException>(() => new MatchFinder(double.NaN));
        Assert.Contains("found 1", Assert.Throws<ArgumentException>(() => finder.AreMatches(two, two.Take([0]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => finder.FindMatches(two, EmbeddingTable.FromDoubles([1, 2], 2)));
        Assert.Throws<ArgumentException>(() => finder.FindMatches(two, two, [0]));
        Assert.Throws<ArgumentException>(() => Choose([0, 1], ThresholdCriterion.F1));
        Assert.Throws<ArgumentException>(() => Choose([0, 0], ThresholdCriterion.BalancedAccuracy));
        Assert.Throws<ArgumentOutOfRangeException>(() => Choose([0, 0], (ThresholdCriterion)9));

        MatchFinder Choose(int[] labels, ThresholdCriterion criterion) => MatchFinder.Choose(new RetrievalQuery(two, labels), criterion, cancellation: TestContext.Current.CancellationToken);
    }

    private static (Distance? Distance, Func<double[], double[], double> Value)[] Kinds() =>
    [
        (null, (a, b) => Math.Sqrt(RetrievalOracle.SquaredDistance(a, b))),
        (new LpDistance(p: 1, normalize: false), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum()),
        (new DotProductSimilarity(), (a, b) => a.Zip(b, (x, y) => x * y).Sum()),
    ];

    private static RetrievalQuery Noisy(ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 4)];
        double[][] rows = [.. labels.Select(label => Enumerable.Range(0, 6).Select(j => (j == label ? 3 : 0) + (0.5 * random.NextGaussian())).ToArray())];
        return new RetrievalQuery(EmbeddingTable.FromRows(rows), labels);
    }
}
