using CsCheck;
using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Tests.Lab.Runner.Evaluation;

public sealed class RetrievalQueriesTests
{
    private static readonly Gen<(int[] Labels, bool[] Queries, bool[] Gallery, float[] Points)> Sets =
        from count in Gen.Int[4, 24]
        from labels in Gen.Int[-1, 3].Array[count]
        from queries in Gen.Bool.Array[count]
        from gallery in Gen.Bool.Array[count]
        from points in Gen.Int[0, 4].Array[count * 2]
        select (labels, queries, gallery, points.Select(value => (float)value).ToArray());

    [Fact]
    public void Queries_find_what_naive_loops_find_in_the_gallery_and_never_themselves()
    {
        int judged = 0;
        int mixed = 0;
        Sets.Sample(
            set =>
            {
                bool[] queries = [.. set.Queries.Select((isQuery, i) => isQuery && set.Labels[i] >= 0)];
                bool[] gallery = [.. set.Gallery.Select((isGallery, i) => isGallery && set.Labels[i] >= 0)];
                LabeledSet items = new LabeledSet("made up", set.Points, [2], set.Labels) { Roles = new(set.Queries, set.Gallery) };
                if (!queries.Contains(true) || !gallery.Contains(true))
                {
                    Assert.Throws<ArgumentException>(() => RetrievalQueries.Of(set.Points, items));
                    return;
                }

                RetrievalQueries search = RetrievalQueries.Of(set.Points, items);
                RetrievalResult result = Retrieval.Evaluate(search.Query with { KeepsQueries = true }, TestContext.Current.CancellationToken);
                Dictionary<int, (double Recall, double Map)> expected = Naive(set.Points, set.Labels, queries, gallery);
                Assert.Equal(expected.Keys.Order(), result.PerQuery.Select(entry => search.QueryItems[entry.Query]));
                foreach (QueryRetrieval entry in result.PerQuery)
                {
                    (double recall, double map) = expected[search.QueryItems[entry.Query]];
                    Assert.Equal(recall, entry.Metrics.RecallAt(1));
                    Assert.Equal(map, entry.Metrics.MeanAveragePrecisionAtR, 1e-12);
                }

                judged += expected.Count;
                mixed += queries.Zip(gallery).Distinct().Count() > 3 ? 1 : 0;
            },
            threads: 1,
            iter: 400);
        Assert.True(judged > 400 && mixed > 40, $"{judged} queries, {mixed} sets with items of all roles");
    }

    [Fact]
    public void The_nearest_of_a_query_are_items_of_the_gallery_other_than_itself()
    {
        float[] points = [0, 0, 1, 1, 2, 2, 3];
        LabeledSet items = new LabeledSet("made up", points, [1], [0, 0, 0, 1, 1, -1, 1])
        {
            Roles = new([true, false, true, true, false, true, false], [false, true, true, true, true, true, true]),
        };
        RetrievalQueries search = RetrievalQueries.Of(points, items);
        IReadOnlyList<IReadOnlyList<RetrievedItem>> nearest = Retrieval.Nearest(search.Query, [0, 1, 2], 2);
        Assert.Equal([0, 2, 3], search.QueryItems);
        Assert.Equal([1, 2, 3, 4, 6], search.ReferenceItems);
        Assert.Equal([[1, 2], [3, 1], [2, 1]], nearest.Select(row => row.Select(item => search.ReferenceItems[item.Index]).ToArray()));
    }

    [Fact]
    public void Without_roles_every_item_with_a_class_searches_all_others()
    {
        float[] points = [0, 1, 5, 6];
        RetrievalQueries search = RetrievalQueries.Of(points, new LabeledSet("made up", points, [1], [0, 0, -1, 0]));
        Assert.Equal([0, 1, 3], search.ReferenceItems);
        Assert.True(search.Query.ReferenceIncludesQueries);
    }

    private static Dictionary<int, (double Recall, double Map)> Naive(float[] points, int[] labels, bool[] queries, bool[] gallery)
    {
        var found = new Dictionary<int, (double, double)>();
        for (int query = 0; query < labels.Length; query++)
        {
            if (!queries[query])
            {
                continue;
            }

            int[] ranking =
            [
                .. Enumerable.Range(0, labels.Length).Where(item => gallery[item] && item != query)
                    .OrderBy(item => Square(points[2 * item] - points[2 * query]) + Square(points[(2 * item) + 1] - points[(2 * query) + 1])).ThenBy(item => item),
            ];
            int relevant = ranking.Count(item => labels[item] == labels[query]);
            if (relevant == 0)
            {
                continue;
            }

            double sum = 0;
            int hits = 0;
            for (int rank = 1; rank <= relevant; rank++)
            {
                if (labels[ranking[rank - 1]] == labels[query])
                {
                    hits++;
                    sum += (double)hits / rank;
                }
            }

            found[query] = (labels[ranking[0]] == labels[query] ? 1 : 0, sum / relevant);
        }

        return found;
    }

    private static double Square(double value) => value * value;
}
