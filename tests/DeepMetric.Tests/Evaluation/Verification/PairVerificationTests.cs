using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Labels;
using DeepMetric.Evaluation.Verification;
using DeepMetric.Sampling;
using TorchSharp;

namespace DeepMetric.Tests.Evaluation.Verification;

public sealed class PairVerificationTests
{
    private static readonly PairVerificationOptions Rates = new() { FalseMatchRates = [0, 0.01, 0.1, 0.3, 1] };

    /// <summary>Whole numbers from a small range, so that many distances tie exactly and rows repeat; -1 among the labels.</summary>
    private static readonly Gen<(double[][] Rows, int[] Labels)> Tied =
        from count in Gen.Int[3, 30]
        from dimension in Gen.Int[1, 5]
        from spread in Gen.Int[1, 4]
        from rows in Gen.Int[0, spread].Select(value => (double)value).Array[dimension].Array[count]
        from labels in Gen.Int[-1, 3].Array[count]
        select (rows, labels);

    private static readonly Gen<(double Value, bool IsSame)[]> Scored =
        from spread in Gen.Int[1, 1000]
        from pairs in Gen.Select(Gen.Int[0, spread].Select(value => value / 8.0), Gen.Bool).Array[2, 60]
        select pairs;

    [Fact]
    public void Equals_all_thresholds_on_all_pairs_with_ties_for_distances_and_similarities()
    {
        int compared = 0;
        int tied = 0;
        foreach ((Distance? distance, Func<double[], double[], double> key) in Kinds())
        {
            Tied.Sample(
                sample =>
                {
                    (double[][] rows, int[] labels) = sample;
                    (int, int)[] pairs = [.. from i in Enumerable.Range(0, rows.Length) from j in Enumerable.Range(i + 1, rows.Length - i - 1) select (i, j)];
                    PairVerificationResult found = Judge(new RetrievalQuery(EmbeddingTable.FromRows(rows), labels), distance);
                    Compare(pairs, (i, j) => labels[i] == labels[j], (i, j) => key(rows[i], rows[j]), found, ref compared, ref tied);
                },
                iter: 60,
                threads: 1);
        }

        Assert.True(compared > 120 && tied > 60, $"{compared} compared, {tied} with ties between kinds");
    }

    [Fact]
    public void Equals_all_thresholds_for_queries_against_a_reference_with_places_and_unknown_classes()
    {
        int compared = 0;
        int tied = 0;
        Tied.Sample(
            sample =>
            {
                (double[][] rows, int[] labels) = sample;
                int queries = (rows.Length + 1) / 2;
                var table = EmbeddingTable.FromRows(rows);
                int[] places = [.. Enumerable.Range(0, queries).Select(i => i % 2 == 0 ? i : -1)];
                PairVerificationResult found = Judge(new RetrievalQuery(table.Take([.. Enumerable.Range(0, queries)]), labels[..queries], table, labels) { OwnPlaces = places, UnknownLabel = -1 });
                (int, int)[] pairs =
                [
                    .. from i in Enumerable.Range(0, queries)
                       from j in Enumerable.Range(0, rows.Length)
                       where j != places[i] && labels[i] != -1 && labels[j] != -1
                       select (i, j),
                ];
                Compare(pairs, (i, j) => labels[i] == labels[j], (i, j) => Euclidean(rows[i], rows[j]), found, ref compared, ref tied);
            },
            iter: 100,
            threads: 1);
        Assert.True(compared > 50 && tied > 25, $"{compared} compared, {tied} with ties between kinds");
    }

    [Fact]
    public void Equals_all_thresholds_for_a_relevance_of_ones_own_and_for_sets_of_classes()
    {
        int compared = 0;
        int tied = 0;
        Tied.Sample(
            sample =>
            {
                (double[][] rows, int[] labels) = sample;
                (int, int)[] Ordered(Func<int, bool> isKnown) =>
                    [.. from i in Enumerable.Range(0, rows.Length) from j in Enumerable.Range(0, rows.Length) where i != j && isKnown(i) && isKnown(j) select (i, j)];
                var table = EmbeddingTable.FromRows(rows);
                bool IsRelevant(int i, int j) => (labels[i] + (2 * j)) % 3 == 0;
                PairVerificationResult own = Judge(new RetrievalQuery(table, labels) { Relevance = IsRelevant });
                Compare(Ordered(_ => true), IsRelevant, (i, j) => Euclidean(rows[i], rows[j]), own, ref compared, ref tied);

                // -1: none; 0: {0}; 1: {0, 1}; 2: {1, 2}; 3: {2, 3}.
                int[][] sets = [.. labels.Select(label => label switch { -1 => [], 0 => new[] { 0 }, _ => [label - 1, label] })];
                PairVerificationResult several = Judge(RetrievalQuery.OfSets(table, new LabelSets(sets)));
                Compare(Ordered(i => labels[i] >= 0), (i, j) => sets[i].Intersect(sets[j]).Any(), (i, j) => Euclidean(rows[i], rows[j]), several, ref compared, ref tied);
            },
            iter: 50,
            threads: 1);
        Assert.True(compared > 50 && tied > 25, $"{compared} compared, {tied} with ties between kinds");
    }

    [Fact]
    public void Equals_all_thresholds_on_given_values_many_of_them_different()
    {
        int compared = 0;
        int tied = 0;
        Scored.Sample(
            pairs =>
            {
                foreach (bool isSimilarity in new[] { false, true })
                {
                    PairVerificationResult found = PairVerification.OfPairs([.. pairs.Select(pair => pair.Value)], [.. pairs.Select(pair => pair.IsSame)], isSimilarity, Rates);
                    (int, int)[] places = [.. Enumerable.Range(0, pairs.Length).Select(i => (i, i))];
                    Assert.Equal(isSimilarity, found.IsSimilarity);
                    Compare(places, (i, _) => pairs[i].IsSame, (i, _) => isSimilarity ? -pairs[i].Value : pairs[i].Value, found, ref compared, ref tied);
                }
            },
            threads: 1);
        Assert.True(compared > 100 && tied > 50, $"{compared} compared, {tied} with ties between kinds");
    }

    [Fact]
    public void Turned_round_the_area_is_what_is_left_of_1_and_all_rates_stay_between_0_and_1()
    {
        int judged = 0;
        Scored.Sample(
            pairs =>
            {
                double[] values = [.. pairs.Select(pair => pair.Value)];
                bool[] isSame = [.. pairs.Select(pair => pair.IsSame)];
                PairVerificationResult distances = PairVerification.OfPairs(values, isSame);
                PairVerificationResult similarities = PairVerification.OfPairs(values, isSame, isSimilarity: true);
                if (double.IsNaN(distances.RocAuc))
                {
                    Assert.True(isSame.All(same => same) || !isSame.Contains(true));
                    return;
                }

                judged++;
                Assert.Equal(1, distances.RocAuc + similarities.RocAuc, 1e-12);
                Assert.Equal(1, distances.EqualErrorRate + similarities.EqualErrorRate, 1e-12);
                double[] rates = [distances.RocAuc, distances.EqualErrorRate, .. distances.AtFalseMatchRates.Select(point => point.Point.FalseNonMatchRate), distances.BestF1!.Score, distances.BestAccuracy!.Score];
                Assert.All(rates, rate => Assert.InRange(rate, 0, 1));
                Assert.True(distances.BestBalancedAccuracy!.Score >= 0.5);

                // Farther apart by any rising function: nothing but thresholds changes.
                PairVerificationResult cubed = PairVerification.OfPairs([.. values.Select(value => value * value * value)], isSame);
                Assert.Equal((distances.RocAuc, distances.EqualErrorRate, distances.BestF1.Score), (cubed.RocAuc, cubed.EqualErrorRate, cubed.BestF1!.Score));
            },
            threads: 1);
        Assert.True(judged > 50);
    }

    // Positives at 1, 2, 4, 6; negatives at 3, 4, 5, 7, 8.
    // AUC: of 20 pairs of pairs, 1 is closer than 5, 2 than 5, 4 than 3 and ties with 1, 6 is closer than 2: 15.5 / 20.
    // Thresholds (FMR, FNMR): 1 (0, 3/4), 2 (0, 1/2), 3 (1/5, 1/2), 4 (2/5, 1/4). From 3 to 4 the line from (0.2, 0.5) to (0.4, 0.25) meets FMR = FNMR after s = 0.3 / 0.45: 1/3.
    // FNMR at FMR 0.2: threshold 3, 1/2; at 0.1: threshold 2, 1/2; at 0.4: 1/4. F1: at 6 (TP 4, FP 3) 8/11; at 4 (TP 3, FP 2) 6/9; at 2 (2, 0) 4/6.
    // Accuracy: at 2 (2 + 5)/9. Balanced: at 2 (1/2 + 1)/2 = 0.75; at 4 (3/4 + 3/5)/2 = 0.675; at 6 (1 + 2/5)/2 = 0.7.
    [Fact]
    public void Agrees_with_numbers_worked_out_by_hand()
    {
        PairVerificationResult found = PairVerification.OfPairs(
            [1, 2, 4, 6, 3, 4, 5, 7, 8],
            [true, true, true, true, false, false, false, false, false],
            options: new() { FalseMatchRates = [0.1, 0.2, 0.4] });
        Assert.Equal(0.775, found.RocAuc, 1e-12);
        Assert.Equal(1 / 3.0, found.EqualErrorRate, 1e-12);
        Assert.Equal([0.5, 0.5, 0.25], found.AtFalseMatchRates.Select(point => point.Point.FalseNonMatchRate));
        Assert.Equal([0, 0, 0.4], found.AtFalseMatchRates.Select(point => point.Point.FalseMatchRate));
        Assert.Equal([2.5, 2.5, 4.5], found.AtFalseMatchRates.Select(point => point.Point.Threshold));
        Assert.Equal((8 / 11.0, 6.5), (found.BestF1!.Score, found.BestF1.Point.Threshold));
        Assert.Equal((7 / 9.0, 2.5), (found.BestAccuracy!.Score, found.BestAccuracy.Point.Threshold));
        Assert.Equal((0.75, 2.5), (found.BestBalancedAccuracy!.Score, found.BestBalancedAccuracy.Point.Threshold));
    }

    [Fact]
    public void Classes_that_lie_apart_are_told_apart_without_error()
    {
        var random = new SeededRandom(3);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 6)];
        double[][] rows = [.. labels.Select(label => new[] { 100.0 * label, random.NextDouble() })];
        PairVerificationResult found = Judge(new RetrievalQuery(EmbeddingTable.FromRows(rows), labels));
        Assert.Equal((1.0, 0.0, 1.0, 1.0), (found.RocAuc, found.EqualErrorRate, found.BestF1!.Score, found.BestAccuracy!.Score));
        Assert.All(found.AtFalseMatchRates, point => Assert.Equal(0, point.Point.FalseNonMatchRate));
        Assert.InRange(found.BestF1.Point.Threshold, 1, 100);
    }

    [Fact]
    public void Collapsed_embeddings_are_told_apart_as_by_tossing_a_coin()
    {
        PairVerificationResult found = Judge(new RetrievalQuery(EmbeddingTable.FromFloats(new float[3000], 1), [.. Enumerable.Range(0, 3000).Select(i => i % 2)]));
        Assert.Equal((0.5, 0.5), (found.RocAuc, found.EqualErrorRate));
        Assert.Equal(1, found.AtFalseMatchRates[1].Point.FalseNonMatchRate);
        Assert.Equal(double.NegativeInfinity, found.AtFalseMatchRates[1].Point.Threshold);
    }

    [Fact]
    public void Tells_how_each_class_fares_at_the_thresholds_of_the_whole()
    {
        int told = 0;
        Tied.Sample(
            sample =>
            {
                (double[][] rows, int[] labels) = sample;
                PairVerificationResult found = PairVerification.Evaluate(
                    new RetrievalQuery(EmbeddingTable.FromRows(rows), labels), options: Rates with { KeepsClasses = true }, cancellation: TestContext.Current.CancellationToken);
                foreach (ClassVerification entry in found.PerClass)
                {
                    int[] own = [.. Enumerable.Range(0, rows.Length).Where(i => labels[i] == entry.Label)];
                    double[] distances = [.. from i in own from j in own where i < j select Euclidean(rows[i], rows[j])];
                    Assert.Equal(distances.Length, entry.PositivePairs);
                    Assert.Equal(found.AtFalseMatchRates.Select(point => distances.Count(distance => distance > point.Point.Threshold) / (double)distances.Length), entry.FalseNonMatchRates);
                    told++;
                }
            },
            iter: 50,
            threads: 1);
        Assert.True(told > 50);
    }

    [Fact]
    public void Is_not_defined_where_there_is_nothing_to_tell_apart()
    {
        var table = EmbeddingTable.FromDoubles([1, 2, 3], 1);
        PairVerificationResult strangers = Judge(new RetrievalQuery(table, [0, 1, 2]));
        Assert.True(double.IsNaN(strangers.RocAuc) && double.IsNaN(strangers.EqualErrorRate) && strangers.BestF1 is null && strangers.AtFalseMatchRates.Count == 0);
        Assert.Equal((0, 3), (strangers.PositivePairs, strangers.NegativePairs));
        PairVerificationResult alike = Judge(new RetrievalQuery(table, [4, 4, 4]));
        Assert.True(double.IsNaN(alike.RocAuc) && alike.BestBalancedAccuracy is null);
        Assert.Equal((1.0, 1.0, 2.0), (alike.BestF1!.Score, alike.BestAccuracy!.Score, alike.BestF1.Point.Threshold));
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var table = EmbeddingTable.FromDoubles([1, 2, 2, 4], 2);
        Assert.Throws<ArgumentException>(() => PairVerification.OfPairs([1, 2], [true]));
        Assert.Contains("pair 1", Assert.Throws<ArgumentException>(() => PairVerification.OfPairs([1, double.NaN], [true, false])).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<System.ComponentModel.DataAnnotations.ValidationException>(() => Limited(new() { FalseMatchRates = [1.5] }));
        Assert.ThrowsAny<System.ComponentModel.DataAnnotations.ValidationException>(() => Limited(new() { MostPositives = 0 }));
        Assert.Throws<OperationCanceledException>(() => PairVerification.Evaluate(new RetrievalQuery(table, [0, 0]), cancellation: new CancellationToken(true)));

        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => Judge(new RetrievalQuery(table, [0, 0]), new NoNumberDistance())).Message, StringComparison.Ordinal);

        PairVerificationResult Limited(PairVerificationOptions options) => PairVerification.Evaluate(new RetrievalQuery(table, [0, 0]), options: options, cancellation: TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(Distance? Distance, Func<double[], double[], double> Key)> Kinds() =>
    [
        (null, Euclidean),
        (new LpDistance(p: 2, power: 2, normalize: false), (a, b) => RetrievalOracle.SquaredDistance(a, b)),
        (new DotProductSimilarity(), (a, b) => -a.Zip(b, (x, y) => x * y).Sum()),
    ];

    private static double Euclidean(double[] a, double[] b) => Math.Sqrt(RetrievalOracle.SquaredDistance(a, b));

    private static void Compare(
        (int, int)[] pairs, Func<int, int, bool> isSame, Func<int, int, double> key, PairVerificationResult found, ref int compared, ref int tied)
    {
        double[] positives = [.. pairs.Where(pair => isSame(pair.Item1, pair.Item2)).Select(pair => key(pair.Item1, pair.Item2))];
        double[] negatives = [.. pairs.Where(pair => !isSame(pair.Item1, pair.Item2)).Select(pair => key(pair.Item1, pair.Item2))];
        Assert.Equal((positives.LongLength, negatives.LongLength), (found.PositivePairs, found.NegativePairs));
        if (positives.Length > 0 && negatives.Length > 0)
        {
            var oracle = new VerificationOracle(positives, negatives);
            oracle.AssertEqual(found);
            compared++;
            tied += oracle.HasTies ? 1 : 0;
        }
    }

    private static PairVerificationResult Judge(RetrievalQuery query, Distance? distance = null) => PairVerification.Evaluate(query, distance, Rates, TestContext.Current.CancellationToken);

    private sealed class NoNumberDistance() : Distance(normalize: false, isSimilarity: false, isSymmetric: true)
    {
        protected override torch.Tensor ComputeMatrix(torch.Tensor query, torch.Tensor reference) => torch.full([query.shape[0], reference.shape[0]], double.NaN, query.dtype);
    }
}
