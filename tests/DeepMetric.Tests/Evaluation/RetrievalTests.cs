using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation;

public sealed class RetrievalTests
{
    /// <summary>Whole numbers from a small range, so that many distances tie exactly and rows repeat.</summary>
    private static readonly Gen<(double[][] Rows, int[] Labels, int Depth)> Tied =
        from count in Gen.Int[2, 40]
        from dimension in Gen.Int[1, 19]
        from spread in Gen.Int[0, 3]
        from classes in Gen.Int[1, 6]
        from rows in Gen.Int[0, spread].Select(value => (double)value).Array[dimension].Array[count]
        from labels in Gen.Int[0, classes].Array[count]
        from depth in Gen.Int[1, 45]
        select (rows, labels, depth);

    [Fact]
    public void Equals_a_full_sort_in_double_with_ties()
    {
        int judged = 0;
        int tied = 0;
        Tied.Sample(
            sample =>
            {
                (double[][] rows, int[] labels, int depth) = sample;
                RetrievalResult result = Judge(new RetrievalQuery(EmbeddingTable.FromRows(rows), labels)
                {
                    Depth = RetrievalDepth.Nearest(depth),
                    KeepsQueries = true,
                    CutOffs = [1, 3, 10, 100],
                });
                int at = 0;
                for (int query = 0; query < rows.Length; query++)
                {
                    int[] order = RetrievalOracle.Rank(rows[query], rows, query);
                    bool[] hits = [.. order.Select(item => labels[item] == labels[query])];
                    if (hits.Any(hit => hit))
                    {
                        RetrievalOracle.AssertEqual(hits, depth, result.PerQuery[at++]);
                        judged++;
                        tied += RetrievalOracle.HasTies(rows[query], rows, query) ? 1 : 0;
                    }
                }

                Assert.Equal(at, result.QueryCount);
                Assert.Equal(rows.Length - at, result.LeftOutCount);
            },
            threads: 1);
        Assert.True(judged > 500 && tied > judged / 4, $"{judged} judged, {tied} with ties");
    }

    [Fact]
    public void Equals_a_full_sort_against_a_reference_that_starts_with_the_queries()
    {
        int judged = 0;
        Tied.Sample(
            sample =>
            {
                (double[][] rows, int[] labels, int depth) = sample;
                int queries = (rows.Length + 1) / 2;
                var table = EmbeddingTable.FromRows(rows);
                foreach (bool includes in new[] { false, true })
                {
                    RetrievalResult result = Judge(new RetrievalQuery(table.Take([.. Enumerable.Range(0, queries)]), labels[..queries], table, labels)
                    {
                        ReferenceIncludesQueries = includes,
                        Depth = RetrievalDepth.Nearest(depth),
                        KeepsQueries = true,
                    });
                    foreach (QueryRetrieval found in result.PerQuery)
                    {
                        int[] order = RetrievalOracle.Rank(rows[found.Query], rows, includes ? found.Query : -1);
                        RetrievalOracle.AssertEqual([.. order.Select(item => labels[item] == labels[found.Query])], depth, found);
                        judged++;
                    }
                }
            },
            threads: 1);
        Assert.True(judged > 500);
    }

    [Fact]
    public void Averages_over_queries_and_over_classes() => Tied.Sample(
        sample =>
        {
            RetrievalResult result = Judge(new RetrievalQuery(EmbeddingTable.FromRows(sample.Rows), sample.Labels) { KeepsQueries = true });
            if (result.QueryCount == 0)
            {
                Assert.True(double.IsNaN(result.Overall.Ndcg) && result.PerClass.Count == 0);
                return;
            }

            Assert.Equal(result.PerQuery.Average(entry => entry.Metrics.MeanAveragePrecision), result.Overall.MeanAveragePrecision, 1e-12);
            Assert.Equal(result.PerQuery.Average(entry => entry.Metrics.RecallAt(2)), result.Overall.RecallAt(2), 1e-12);
            Assert.Equal(
                result.PerQuery.GroupBy(entry => entry.Label).Average(group => group.Average(entry => entry.Metrics.RPrecision)),
                result.ClassAverage.RPrecision,
                12);
            Assert.Equal(result.PerQuery.CountBy(entry => entry.Label).OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)), result.PerClass.Select(entry => (entry.Label, entry.QueryCount)));
        },
        threads: 1);

    [Fact]
    public void Stays_between_0_and_1_with_recall_growing_in_k() => Tied.Sample(
        sample =>
        {
            RetrievalResult result = Judge(new RetrievalQuery(EmbeddingTable.FromRows(sample.Rows), sample.Labels)
            {
                Depth = RetrievalDepth.Nearest(sample.Depth),
                KeepsQueries = true,
            });
            foreach (RetrievalMetrics metrics in result.PerQuery.Select(entry => entry.Metrics))
            {
                double[] values =
                [
                    metrics.MeanAveragePrecision, metrics.MeanAveragePrecisionAtR, metrics.MeanReciprocalRank, metrics.Ndcg, metrics.RPrecision,
                    .. metrics.Recall, .. metrics.Precision, .. metrics.MeanAveragePrecisionAtCutOffs, .. metrics.NdcgAtCutOffs,
                ];
                Assert.All(values, value => Assert.InRange(value, 0, 1 + 1e-12));
                Assert.Equal((metrics.RecallAt(1), metrics.RecallAt(1), metrics.RecallAt(1)), (metrics.PrecisionAt(1), metrics.MeanAveragePrecisionAt(1), metrics.NdcgAt(1)));
                Assert.True(metrics.MeanAveragePrecisionAtR <= metrics.RPrecision + 1e-12);
                Assert.Equal(metrics.Recall.Order(), metrics.Recall);
            }

            Assert.Equal(result.CumulativeMatch.Order(), result.CumulativeMatch);
            for (int i = 0; i < result.Overall.CutOffs.Count && result.Overall.CutOffs[i] <= result.CumulativeMatch.Count && result.QueryCount > 0; i++)
            {
                Assert.Equal(result.Overall.Recall[i], result.CumulativeMatch[result.Overall.CutOffs[i] - 1], 1e-12);
            }
        },
        threads: 1);

    [Fact]
    public void Gives_1_throughout_for_classes_that_lie_apart()
    {
        var random = new SeededRandom(11);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 6)];
        double[][] rows = [.. labels.Select(label => new[] { 100.0 * label, random.NextDouble() })];
        RetrievalMetrics metrics = Judge(new RetrievalQuery(EmbeddingTable.FromRows(rows), labels)).Overall;
        double[] values = [metrics.MeanAveragePrecision, metrics.MeanAveragePrecisionAtR, metrics.MeanReciprocalRank, metrics.Ndcg, metrics.RPrecision, .. metrics.Recall, .. metrics.Precision, .. metrics.MeanAveragePrecisionAtCutOffs, .. metrics.NdcgAtCutOffs];
        Assert.All(values, value => Assert.Equal(1, value, 12));
    }

    [Fact]
    public void Does_not_depend_on_the_order_of_items_without_ties() => Gen.ULong.Sample(
        seed =>
        {
            var random = new SeededRandom(seed);
            double[][] rows = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 7).Select(_ => random.NextGaussian()).ToArray())];
            int[] labels = [.. rows.Select(_ => random.NextInt(4))];
            int[] order = [.. Enumerable.Range(0, 40)];
            random.Shuffle<int>(order);
            RetrievalMetrics before = Judge(new RetrievalQuery(EmbeddingTable.FromRows(rows), labels)).Overall;
            RetrievalMetrics after = Judge(new RetrievalQuery(EmbeddingTable.FromRows([.. order.Select(i => rows[i])]), [.. order.Select(i => labels[i])])).Overall;
            Assert.Equal(before.MeanAveragePrecision, after.MeanAveragePrecision, 1e-12);
            Assert.Equal(before.MeanAveragePrecisionAtR, after.MeanAveragePrecisionAtR, 1e-12);
            Assert.Equal(before.Ndcg, after.Ndcg, 1e-12);
            Assert.Equal(before.RecallAt(4), after.RecallAt(4), 1e-12);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void Finds_at_chance_level_when_labels_are_shuffled()
    {
        var random = new SeededRandom(12);
        float[] values = [.. Enumerable.Range(0, 2000 * 8).Select(_ => (float)random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, 2000).Select(i => i % 10)];
        random.Shuffle<int>(labels);
        RetrievalMetrics metrics = Judge(new RetrievalQuery(EmbeddingTable.FromFloats(values, 8), labels)).Overall;

        // Of the 1999 others 199 are of the class: 0.0995, with a standard error of 0.0067.
        Assert.InRange(metrics.RecallAt(1), 0.0995 - 0.027, 0.0995 + 0.027);
        Assert.InRange(metrics.RPrecision, 0.0995 - 0.005, 0.0995 + 0.005);
    }

    // Points 0, 1, 3, 6 and 10 on a line, labels a, b, a, b, a. The first ranks 1 (b), 3 (a), 6 (b), 10 (a): hits at ranks 2 and 4 of R = 2.
    // MAP = (1/2 + 2/4) / 2 = 1/2; MAP@R = (1/2) / 2 = 1/4; R-precision 1/2; reciprocal rank 1/2; precision@4 = 2/4;
    // NDCG = (1/log2 3 + 1/log2 5) / (1 + 1/log2 3) = (0.630930 + 0.430677) / 1.630930 = 0.650921.
    // MAP@1 = 0, MAP@2 = (1/2) / 2, MAP@4 = (1/2 + 2/4) / 2, MAP@8 the same; NDCG@2 = 0.630930 / 1.630930 = 0.386853.
    [Fact]
    public void Agrees_with_a_ranking_worked_out_by_hand()
    {
        RetrievalResult result = Judge(new RetrievalQuery(EmbeddingTable.FromDoubles([0, 1, 3, 6, 10], 1), [0, 1, 0, 1, 0]) { KeepsQueries = true });
        QueryRetrieval first = result.PerQuery[0];
        Assert.Equal((2, 2), (first.RelevantCount, first.FirstRelevantRank));
        Assert.Equal(0.5, first.Metrics.MeanAveragePrecision, 12);
        Assert.Equal(0.25, first.Metrics.MeanAveragePrecisionAtR, 12);
        Assert.Equal(0.5, first.Metrics.RPrecision, 12);
        Assert.Equal(0.5, first.Metrics.MeanReciprocalRank, 12);
        Assert.Equal(0.650921, first.Metrics.Ndcg, 6);
        Assert.Equal([0, 1, 1, 1], first.Metrics.Recall);
        Assert.Equal([0, 0.5, 0.5, 0.25], first.Metrics.Precision);
        Assert.Equal([0, 0.25, 0.5, 0.5], first.Metrics.MeanAveragePrecisionAtCutOffs);
        Assert.Equal([0, 0.386853, 0.650921, 0.650921], first.Metrics.NdcgAtCutOffs.Select(value => Math.Round(value, 6)));
        Assert.Null(first.Metrics.GradedNdcg);
    }

    [Fact]
    public void Ranks_collapsed_embeddings_by_index()
    {
        int[] labels = [.. Enumerable.Range(0, 3000).Select(i => i % 2)];
        RetrievalResult result = Judge(new RetrievalQuery(EmbeddingTable.FromFloats(new float[3000], 1), labels) { KeepsQueries = true });
        Assert.Equal(1, result.PerQuery[0].FirstRelevantRank - 1);
        Assert.Equal(0.5, result.Overall.RecallAt(1), 2);
        Assert.Equal(1.0, result.PerQuery[1500].Metrics.RecallAt(1));
        Assert.Equal(0.0, result.PerQuery[1501].Metrics.RecallAt(1));
    }

    [Fact]
    public void Counts_the_relevance_that_is_asked_for()
    {
        double[][] rows = [[0], [1], [2.5], [4.5]];
        var query = new RetrievalQuery(EmbeddingTable.FromRows(rows), [0, 0, 1, 1]) { Relevance = (i, j) => (i + j) % 3 == 0, KeepsQueries = true };

        // 0 looks for 3 (rank 3), 1 for 2 (rank 2), 2 for 1 (rank 1), 3 for 0 (rank 3); an item is never in its own ranking.
        Assert.Equal([3, 2, 1, 3], Judge(query).PerQuery.Select(entry => entry.FirstRelevantRank));
    }

    [Fact]
    public void Items_of_unknown_class_are_as_if_they_were_not_there()
    {
        int compared = 0;
        Tied.Sample(
            sample =>
            {
                // Of the labels 0 to 6 the label 1 stands for unknown.
                int[] known = [.. Enumerable.Range(0, sample.Rows.Length).Where(i => sample.Labels[i] != 1)];
                var table = EmbeddingTable.FromRows(sample.Rows);
                RetrievalResult result = Judge(new RetrievalQuery(table, sample.Labels) { UnknownLabel = 1, KeepsQueries = true, Depth = RetrievalDepth.Nearest(sample.Depth) });
                Assert.Equal(sample.Rows.Length - known.Length, result.UnknownCount);
                if (known.Length < 2)
                {
                    Assert.Equal(0, result.QueryCount);
                    return;
                }

                RetrievalResult without = Judge(new RetrievalQuery(table.Take(known), [.. known.Select(i => sample.Labels[i])]) { KeepsQueries = true, Depth = RetrievalDepth.Nearest(sample.Depth) });
                Assert.Equal((without.QueryCount, without.LeftOutCount), (result.QueryCount, result.LeftOutCount));
                Assert.Equal(without.PerQuery.Select(entry => known[entry.Query]), result.PerQuery.Select(entry => entry.Query));
                Assert.Equal(without.PerQuery.Select(entry => entry.Metrics.Ndcg), result.PerQuery.Select(entry => entry.Metrics.Ndcg));
                Assert.Equal(without.PerQuery.Select(entry => entry.Metrics.MeanAveragePrecision), result.PerQuery.Select(entry => entry.Metrics.MeanAveragePrecision));
                Assert.Equal(without.CumulativeMatch, result.CumulativeMatch);
                compared += without.QueryCount > 0 && known.Length < sample.Rows.Length ? 1 : 0;
            },
            threads: 1);
        Assert.True(compared > 30, $"{compared} compared");
    }

    [Fact]
    public void Lists_the_nearest_items_of_chosen_queries()
    {
        double[][] rows = [[0], [1], [-1], [3], [0]];
        var query = new RetrievalQuery(EmbeddingTable.FromRows(rows), [0, 1, 0, 1, 1]);
        IReadOnlyList<IReadOnlyList<RetrievedItem>> found = Retrieval.Nearest(query, [0, 3], 9);
        Assert.Equal([new(4, 0, false), new(1, 1, false), new(2, 1, true), new RetrievedItem(3, 9, false)], found[0]);
        Assert.Equal([1, 0, 4, 2], found[1].Select(item => item.Index));
        Assert.Empty(Retrieval.Nearest(query, [], 2));
        IReadOnlyList<IReadOnlyList<RetrievedItem>> known = Retrieval.Nearest(query with { UnknownLabel = 1 }, [0, 3], 9);
        Assert.Equal([new RetrievedItem(2, 1, true)], known[0]);
        Assert.Equal([0], known[1].Select(item => item.Index));
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var two = EmbeddingTable.FromDoubles([1, 2, 3, 4], 2);
        var one = EmbeddingTable.FromDoubles([1, 2, 3, 4], 1);
        Assert.Contains("found 3", Assert.Throws<ArgumentException>(() => new RetrievalQuery(two, [0, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("[4, 1]", Assert.Throws<ArgumentException>(() => new RetrievalQuery(two, [0, 1], one, [0, 1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Judge(new RetrievalQuery(two, [0, 1]) { CutOffs = [0] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrievalDepth.Nearest(0));
        var other = new RetrievalQuery(two.Take([1]), [0], two, [0, 1]) { ReferenceIncludesQueries = true };
        Assert.Contains("at 0", Assert.Throws<ArgumentException>(() => Judge(other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Judge(new RetrievalQuery(two, [0, 0])).Overall.RecallAt(3));
        Assert.Throws<ArgumentException>(() => Judge(new RetrievalQuery(two, [0, 0])).Overall.NdcgAt(3));
        Assert.Throws<ArgumentException>(() => Judge(new RetrievalQuery(two, [0, 0])).Overall.MeanAveragePrecisionAt(3));
        Assert.Throws<OperationCanceledException>(() => Retrieval.Evaluate(new RetrievalQuery(two, [0, 0]), new CancellationToken(true)));
    }

    private static RetrievalResult Judge(RetrievalQuery query) => Retrieval.Evaluate(query, TestContext.Current.CancellationToken);
}
