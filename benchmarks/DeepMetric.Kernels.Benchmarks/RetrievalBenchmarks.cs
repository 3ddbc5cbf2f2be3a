using BenchmarkDotNet.Attributes;
using DeepMetric.Evaluation;
using DeepMetric.Sampling;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>Nearest neighbours and rankings of 4,000 rows among themselves, and the sorting of what a query gathered.</summary>
public class RetrievalBenchmarks
{
    private const int Count = 4000;
    private const int Gathered = 3000;
    private readonly EmbeddingTable _table = EmbeddingTable.FromFloats(RandomRows.Of(Count, 10), RandomRows.Dimension);
    private readonly OrderedRows _ordered = new(Gathered);
    private float[] _orders = [];
    private int[] _items = [];

    /// <summary>Draws what a query gathered.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var random = new SeededRandom(1);
        _orders = [.. Enumerable.Range(0, Gathered).Select(_ => (float)(100 - Math.Abs(20 * random.NextGaussian())))];
        _items = [.. Enumerable.Range(0, Gathered)];
    }

    /// <summary>The ten nearest rows of each.</summary>
    [Benchmark]
    public NeighborTable Neighbors() => NearestNeighbors.Find(_table, _table, 10);

    /// <summary>All metrics where a class is small, so that the nearest rows are ranked.</summary>
    [Benchmark]
    public RetrievalResult RankingOfTheNearest() => Retrieval.Evaluate(new RetrievalQuery(_table, RandomRows.Labels(Count, 10)) { Depth = RetrievalDepth.LargestClass });

    /// <summary>All metrics of whole rankings.</summary>
    [Benchmark]
    public RetrievalResult RankingOfAll() => Retrieval.Evaluate(new RetrievalQuery(_table, RandomRows.Labels(Count, 10)));

    /// <summary>3,000 gathered rows in order.</summary>
    [Benchmark]
    public int Sort()
    {
        _ordered.Sort(_orders, _items, -1);
        return _ordered.Items[0];
    }
}
