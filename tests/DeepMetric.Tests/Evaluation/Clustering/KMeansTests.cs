using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Clustering;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation.Clustering;

public sealed class KMeansTests
{
    [Fact]
    public void Finds_clusters_that_lie_apart()
    {
        var random = new SeededRandom(41);
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 6)];
        float[][] rows = [.. labels.Select(label => Enumerable.Range(0, 8).Select(j => (float)((j == label ? 20 : 0) + random.NextGaussian())).ToArray())];
        KMeansResult result = KMeans.Cluster(EmbeddingTable.FromRows(rows), 6, 1, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Converged);
        Assert.Equal(1, AdjustedMutualInformation.Of(labels, result.Assignments), 12);
    }

    [Fact]
    public void Ends_at_a_fixed_point_whose_parts_agree()
    {
        int several = 0;
        (from dimension in Gen.Int[1, 9]
         from rows in Gen.Int[0, 6].Select(value => (double)value).Array[dimension].Array[1, 40]
         from clusters in Gen.Int[1, rows.Length]
         from seed in Gen.ULong
         select (rows, clusters, seed)).Sample(
            sample =>
            {
                KMeansResult result = Cluster(sample.rows, sample.clusters, sample.seed);
                Assert.True(result.Converged);
                double inertia = 0;
                for (int i = 0; i < sample.rows.Length; i++)
                {
                    double[] distances = [.. Enumerable.Range(0, sample.clusters).Select(cluster => RetrievalOracle.SquaredDistance(sample.rows[i], Row(result.Centroids, cluster)))];
                    inertia += distances[result.Assignments[i]];
                    Assert.True(distances[result.Assignments[i]] <= distances.Min() + 1e-9);
                }

                Assert.Equal(inertia, result.Inertia, 1e-6);
                foreach (IGrouping<int, int> cluster in Enumerable.Range(0, sample.rows.Length).GroupBy(i => result.Assignments[i]))
                {
                    for (int j = 0; j < sample.rows[0].Length; j++)
                    {
                        Assert.Equal(cluster.Average(i => sample.rows[i][j]), result.Centroids[cluster.Key, j], 1e-9);
                    }
                }

                int different = sample.rows.Select(row => string.Join(' ', row)).Distinct().Count();
                Assert.Equal(Math.Min(different, sample.clusters), result.Assignments.Distinct().Count());
                several += result.Assignments.Distinct().Count() > 1 ? 1 : 0;
            },
            threads: 1);
        Assert.True(several > 50);
    }

    [Fact]
    public void Finds_the_best_division_of_small_sets() => (
        from rows in Gen.Double[-10, 10].Array[1].Array[4, 9]
        from clusters in Gen.Int[2, 3]
        select (rows, clusters)).Sample(
        sample =>
        {
            // On a line the best clusters are intervals, so all cuts of the sorted points can be tried.
            double[] sorted = [.. sample.rows.Select(row => row[0]).Order()];
            double Cost(int from, int to) => sorted[from..to].Sum(x => Math.Pow(x - sorted[from..to].Average(), 2));
            int n = sorted.Length;
            double best = sample.clusters == 2
                ? Enumerable.Range(1, n - 1).Min(cut => Cost(0, cut) + Cost(cut, n))
                : Enumerable.Range(1, n - 2).Min(a => Enumerable.Range(a + 1, n - a - 1).Min(b => Cost(0, a) + Cost(a, b) + Cost(b, n)));
            Assert.Equal(best, Cluster(sample.rows, sample.clusters, 5, 40).Inertia, 1e-6);
        },
        threads: 1);

    [Fact]
    public void Depends_on_its_seed_alone()
    {
        var random = new SeededRandom(42);
        double[][] rows = [.. Enumerable.Range(0, 200).Select(_ => new[] { random.NextGaussian(), random.NextGaussian() })];
        KMeansResult first = Cluster(rows, 12, 7, 1);
        Assert.Equal(first.Assignments, Cluster(rows, 12, 7, 1).Assignments);
        Assert.NotEqual(first.Assignments, Cluster(rows, 12, 8, 1).Assignments);
        Assert.True(Cluster(rows, 12, 7, 10).Inertia <= first.Inertia);
    }

    // All three items are nearest to the first mean. The second cluster takes 10, the farthest; the third takes 0, the first of two equally far.
    [Fact]
    public void Gives_an_empty_cluster_the_farthest_item()
    {
        KMeansResult result = new KMeansRun(EmbeddingTable.FromDoubles([0, 1, 10], 1), [0.5, 100, 200]).Finish(300, TestContext.Current.CancellationToken);
        Assert.Equal([2, 0, 1], result.Assignments);
        Assert.Equal([1, 10, 0], Enumerable.Range(0, 3).Select(cluster => result.Centroids[cluster, 0]));
        Assert.Equal(0, result.Inertia);
    }

    [Fact]
    public void Seeds_at_far_items_more_often()
    {
        // After the first seed at 0 or at 1, the item at 10 has at least 81 of 82 parts of the weight.
        var items = EmbeddingTable.FromDoubles([0, 1, 10], 1);
        int hits = Enumerable.Range(0, 3000).Count(seed => KMeansSeeds.Draw(items, 2, new SeededRandom((ulong)seed)).Contains(10));

        // 1/3 by the first draw, else 100/101 or 81/82: 0.9926 altogether, with a standard error of 0.0016.
        Assert.InRange(hits / 3000.0, 0.985, 0.9995);
    }

    [Fact]
    public void Refuses_more_clusters_than_items()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cluster([[1], [2]], 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cluster([[1], [2]], 0, 0));
        Assert.Throws<OperationCanceledException>(() => KMeans.Cluster(EmbeddingTable.FromDoubles([1, 2], 1), 1, 0, cancellation: new CancellationToken(true)));
    }

    private static KMeansResult Cluster(double[][] rows, int clusters, ulong seed, int starts = 10) =>
        KMeans.Cluster(EmbeddingTable.FromRows(rows), clusters, seed, new() { Starts = starts }, TestContext.Current.CancellationToken);

    private static double[] Row(EmbeddingTable table, int row) => [.. Enumerable.Range(0, table.Dimension).Select(column => table[row, column])];
}
