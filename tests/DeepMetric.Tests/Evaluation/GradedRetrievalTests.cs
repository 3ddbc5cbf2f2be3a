using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Labels;

namespace DeepMetric.Tests.Evaluation;

public sealed class GradedRetrievalTests
{
    /// <summary>Whole numbers from a small range, so that many distances tie exactly; a few grades, 0 among them.</summary>
    private static readonly Gen<(double[][] Rows, int[] Labels, double[] Grades, int Depth)> Tied =
        from count in Gen.Int[2, 30]
        from dimension in Gen.Int[1, 6]
        from spread in Gen.Int[0, 3]
        from rows in Gen.Int[0, spread].Select(value => (double)value).Array[dimension].Array[count]
        from labels in Gen.Int[0, 3].Array[count]
        from grades in Gen.Int[0, 6].Select(grade => grade / 2.0).Array[count * count]
        from depth in Gen.Int[1, 35]
        select (rows, labels, grades, depth);

    [Theory]
    [InlineData(GainForm.Exponential)]
    [InlineData(GainForm.Linear)]
    public void Equals_sums_along_a_full_sort_with_ties(GainForm form)
    {
        int compared = 0;
        int imperfect = 0;
        Tied.Sample(
            sample =>
            {
                int count = sample.Rows.Length;
                var matrix = new double[count, count];
                for (int place = 0; place < sample.Grades.Length; place++)
                {
                    matrix[place / count, place % count] = sample.Grades[place];
                }

                var query = new RetrievalQuery(EmbeddingTable.FromRows(sample.Rows), sample.Labels)
                {
                    Grades = GradedRelevance.OfMatrix(matrix, form),
                    CutOffs = [1, 3, 40],
                    KeepsQueries = true,
                    Depth = RetrievalDepth.Nearest(sample.Depth),
                };
                RetrievalResult found = Judge(query);
                RetrievalResult byFunction = Judge(query with { Grades = new((i, j) => sample.Grades[(i * count) + j], form) });
                RetrievalResult plain = Judge(query with { Grades = null });
                Assert.Equal(found.PerQuery.Select(entry => entry.Metrics.GradedNdcg), byFunction.PerQuery.Select(entry => entry.Metrics.GradedNdcg));
                Assert.Equal(plain.PerQuery.Select(entry => (entry.FirstRelevantRank, entry.Metrics.MeanAveragePrecision, entry.Metrics.Ndcg)), found.PerQuery.Select(entry => (entry.FirstRelevantRank, entry.Metrics.MeanAveragePrecision, entry.Metrics.Ndcg)));
                var defined = new List<double>();
                foreach (QueryRetrieval entry in found.PerQuery)
                {
                    double[] gains = [.. RetrievalOracle.Rank(sample.Rows[entry.Query], sample.Rows, entry.Query).Select(item => Gain(sample.Grades[(entry.Query * count) + item]))];
                    int reach = Math.Min(sample.Depth, gains.Length);
                    Assert.Equal(RetrievalOracle.GradedNdcg(gains, reach) ?? double.NaN, entry.Metrics.GradedNdcg!.Value, 1e-12);
                    Assert.All(query.CutOffs, k => Assert.Equal(RetrievalOracle.GradedNdcg(gains, Math.Min(k, reach)) ?? double.NaN, entry.Metrics.GradedNdcgAt(k)!.Value, 1e-12));
                    if (RetrievalOracle.GradedNdcg(gains, reach) is double value)
                    {
                        Assert.InRange(value, 0, 1 + 1e-12);
                        defined.Add(value);
                        compared++;
                        imperfect += value < 0.99 ? 1 : 0;
                    }
                }

                if (defined.Count > 0)
                {
                    Assert.Equal(defined.Average(), found.Overall.GradedNdcg!.Value, 1e-12);
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 200 && imperfect > 100, $"{compared} compared, {imperfect} below 0.99");

        double Gain(double grade) => form == GainForm.Linear ? grade : Math.Pow(2, grade) - 1;
    }

    [Fact]
    public void Grades_of_0_and_1_give_the_binary_metric_in_either_form() => Tied.Sample(
        sample =>
        {
            var query = new RetrievalQuery(EmbeddingTable.FromRows(sample.Rows), sample.Labels);
            double[,] alike = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };
            foreach (GainForm form in Enum.GetValues<GainForm>())
            {
                RetrievalMetrics metrics = Judge(query with { Grades = GradedRelevance.OfClasses(alike, sample.Labels, sample.Labels, form) }).Overall;
                Assert.Equal(metrics.Ndcg, metrics.GradedNdcg!.Value, 1e-12);
                Assert.All(metrics.NdcgAtCutOffs.Zip(metrics.GradedNdcgAtCutOffs), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            }
        },
        iter: 40,
        threads: 1);

    // Points on a line: the query at 0; then at 1 its family (grade 1), at 2 its species (grade 2), at 3 a stranger.
    // Exponential: DCG = 1/log2 2 + 3/log2 3 = 2.892789, ideal 3 + 1/log2 3 = 3.630930: 0.796708. Linear: (1 + 2/log2 3) / (2 + 1/log2 3) = 2.261860 / 2.630930 = 0.859719.
    [Fact]
    public void Agrees_with_levels_worked_out_by_hand()
    {
        var labels = new HierarchicalLabels([0, 0, 0, 1], [0, 1, 0, 2]);
        RetrievalQuery query = RetrievalQuery.OfLevels(EmbeddingTable.FromDoubles([0, 1, 2, 3], 1), labels) with { KeepsQueries = true };
        QueryRetrieval first = Judge(query).PerQuery[0];
        Assert.Equal((1, 2), (first.RelevantCount, first.FirstRelevantRank));
        Assert.Equal(0.796708, first.Metrics.GradedNdcg!.Value, 6);
        QueryRetrieval linear = Judge(query with { Grades = GradedRelevance.OfLevels(labels, labels, GainForm.Linear) }).PerQuery[0];
        Assert.Equal(0.859719, linear.Metrics.GradedNdcg!.Value, 6);
        Assert.Equal(0.5, linear.Metrics.GradedNdcgAt(1)!.Value, 1e-12);

        // By the coarse level alone the nearest is relevant, and the query that is alone stays alone.
        RetrievalResult coarse = Judge(RetrievalQuery.OfLevels(EmbeddingTable.FromDoubles([0, 1, 2, 3], 1), labels, level: 0));
        Assert.Equal((3, 1, 1.0), (coarse.QueryCount, coarse.LeftOutCount, coarse.Overall.RecallAt(1)));
    }

    [Fact]
    public void Sets_of_classes_are_relevant_when_they_meet_and_count_in_each_class()
    {
        int compared = 0;
        (from sample in Tied
         from sets in Gen.Int[0, 4].List[0, 3].Array[sample.Rows.Length]
         select (sample.Rows, sets)).Sample(
            sample =>
            {
                RetrievalResult found = Judge(RetrievalQuery.OfSets(EmbeddingTable.FromRows(sample.Rows), new LabelSets(sample.sets)) with { KeepsQueries = true });
                Assert.Equal(sample.sets.Count(set => set.Count == 0), found.UnknownCount);
                int at = 0;
                for (int i = 0; i < sample.Rows.Length; i++)
                {
                    int[] order = [.. RetrievalOracle.Rank(sample.Rows[i], sample.Rows, i).Where(j => sample.sets[j].Count > 0)];
                    bool[] hits = [.. order.Select(j => sample.sets[i].Intersect(sample.sets[j]).Any())];
                    if (hits.Contains(true))
                    {
                        QueryRetrieval entry = found.PerQuery[at++];
                        Assert.Equal(i, entry.Query);
                        RetrievalOracle.AssertEqual(hits, order.Length, entry);
                        double[] gains = [.. order.Select(j => sample.sets[i].Intersect(sample.sets[j]).Count() / (double)sample.sets[i].Union(sample.sets[j]).Count())];
                        Assert.Equal(RetrievalOracle.GradedNdcg(gains, gains.Length)!.Value, entry.Metrics.GradedNdcg!.Value, 1e-12);
                        compared++;
                    }
                }

                Assert.Equal(at, found.QueryCount);
                foreach (ClassRetrieval entry in found.PerClass)
                {
                    QueryRetrieval[] own = [.. found.PerQuery.Where(query => sample.sets[query.Query].Contains(entry.Label))];
                    Assert.Equal(own.Length, entry.QueryCount);
                    Assert.Equal(own.Average(query => query.Metrics.MeanAveragePrecisionAtR), entry.Metrics.MeanAveragePrecisionAtR, 1e-12);
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 200);
    }

    [Fact]
    public void Refuses_grades_that_are_none_and_shapes_that_do_not_fit()
    {
        var table = EmbeddingTable.FromDoubles([1, 2, 3], 1);
        var query = new RetrievalQuery(table, [0, 0, 1]);
        Assert.Contains("found [2, 3]", Assert.Throws<ArgumentException>(() => Judge(query with { Grades = GradedRelevance.OfMatrix(new double[2, 3]) })).Message, StringComparison.Ordinal);
        Assert.Contains("found those of 2", Assert.Throws<ArgumentException>(() => Judge(query with { QueryClasses = new LabelSets([[0], [1]]) })).Message, StringComparison.Ordinal);
        foreach (double grade in (double[])[-1, double.NaN, double.PositiveInfinity])
        {
            Assert.Contains("finite grades", Assert.Throws<ArgumentException>(() => Judge(query with { Grades = new((_, _) => grade) })).Message, StringComparison.Ordinal);
        }

        Assert.Contains("below 1024", Assert.Throws<ArgumentException>(() => Judge(query with { Grades = new((_, _) => 2000) })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GradedRelevance.OfClasses(new double[2, 2], [0, 2], [0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradedRelevance((_, _) => 0, (GainForm)7));
        Assert.Throws<ArgumentException>(() => RetrievalQuery.OfSets(table, new LabelSets([[1], [2]])));
        Assert.Throws<ArgumentException>(() => RetrievalQuery.OfLevels(table, new HierarchicalLabels([1, 2])));
    }

    [Fact]
    public void An_unknown_class_has_grade_0()
    {
        var grades = GradedRelevance.OfClasses(new double[,] { { 3, 1 }, { 1, 2 } }, [0, -1], [1, -1, 0]);
        Assert.Equal([1, 0, 3], Enumerable.Range(0, 3).Select(item => grades.Grade(0, item)));
        Assert.Equal([0, 0, 0], Enumerable.Range(0, 3).Select(item => grades.Grade(1, item)));
        Assert.Equal(7, grades.Gain(0, 2));
    }

    private static RetrievalResult Judge(RetrievalQuery query) => Retrieval.Evaluate(query, TestContext.Current.CancellationToken);
}
