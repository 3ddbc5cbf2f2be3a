using System.Diagnostics;
using DeepMetric.Evaluation;
using DeepMetric.Sampling;

namespace DeepMetric.Benchmarks;

/// <summary>Exact nearest neighbours and all retrieval metrics over clustered random rows.</summary>
internal static class RetrievalCost
{
    public static void Print()
    {
        foreach ((int n, int classes) in ((int, int)[])[(10_000, 100), (10_000, 1000), (20_000, 10)])
        {
            (EmbeddingTable table, int[] labels) = Clusters(n, classes, 128);
            Time($"metrics/n{n}/C{classes}", () => Retrieval.Evaluate(new RetrievalQuery(table, labels)).Overall.MeanAveragePrecisionAtR);
        }

        EmbeddingTable reference = Clusters(60_000, 1, 128).Table;
        EmbeddingTable queries = Clusters(10_000, 2, 128).Table;
        foreach (int k in (int[])[1, 10, 100])
        {
            Time($"knn/q10000/r60000/k{k}", () => NearestNeighbors.Find(queries, reference, k).SquaredDistance(17, 0));
        }
    }

    private static void Time(string name, Func<double> run)
    {
        double value = run();
        List<double> times = [];
        for (int i = 0; i < 3; i++)
        {
            var clock = Stopwatch.StartNew();
            value = run();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"| {name} | {times.Order().ElementAt(1):F0} ms | {value:F6} |");
    }

    private static (EmbeddingTable Table, int[] Labels) Clusters(int n, int classes, int dimension)
    {
        var random = new SeededRandom((ulong)classes);
        double[] centres = [.. Enumerable.Range(0, classes * dimension).Select(_ => random.NextGaussian())];
        float[] rows = new float[n * dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            int label = i / dimension % classes;
            rows[i] = (float)(random.NextGaussian() + (0.5 * centres[(label * dimension) + (i % dimension)]));
        }

        return (EmbeddingTable.FromFloats(rows, dimension), [.. Enumerable.Range(0, n).Select(i => i % classes)]);
    }
}
