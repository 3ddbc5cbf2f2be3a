using DeepMetric.Distances;
using DeepMetric.Evaluation.Scoring;

namespace DeepMetric.Evaluation;

/// <summary>Finds nearest rows exactly, by trying all.</summary>
/// <remarks>
/// Blocks of queries run in parallel over blocks of the reference that fit the cache. Between float tables, a dot product in float with a bound of its rounding error rules most
/// rows out; those left are measured in double. So the result is that of measuring everything in double, and does not depend on the number of threads.
/// </remarks>
public static class NearestNeighbors
{
    private const int QueriesAtOnce = 96;
    private const int BytesAtOnce = 128 * 1024;

    /// <summary>The k nearest rows of each query by squared Euclidean distance, equally near ones by ascending index.</summary>
    /// <param name="queries">The queries <c>[n, d]</c>.</param>
    /// <param name="reference">What is searched, <c>[m, d]</c>.</param>
    /// <param name="k">How many neighbours, from 1 to m (to m - 1 with <paramref name="excluded"/>).</param>
    /// <param name="excluded">For each query the row of the reference that it must not find (such as itself), or -1; null: none.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or there are not that many neighbours.</exception>
    public static NeighborTable Find(EmbeddingTable queries, EmbeddingTable reference, int k, int[]? excluded = null)
    {
        Check(queries, reference, k, excluded);
        var indices = new int[checked(queries.Count * k)];
        var distances = new double[indices.Length];
        Array.Fill(distances, double.PositiveInfinity);
        Array.Fill(indices, -1);
        int blocks = (queries.Count + QueriesAtOnce - 1) / QueriesAtOnce;
        using ReferencePanels? panels = ReferencePanels.Of(queries, reference);
        if (panels is not null)
        {
            Parallel.For(
                0,
                blocks,
                () => new NeighborPruning(queries, panels, Math.Min(QueriesAtOnce, queries.Count), excluded is null ? k : k + 1),
                (block, _, pruning) =>
                {
                    pruning.Search(Search(block));
                    return pruning;
                },
                pruning => pruning.Dispose());
        }
        else
        {
            int rowsAtOnce = Math.Max(8, BytesAtOnce / (reference.Dimension * sizeof(double)));
            Parallel.For(0, blocks, block =>
            {
                NeighborSearch search = Search(block);
                for (int row = 0; row < reference.Count; row += rowsAtOnce)
                {
                    search.MeasureAll(row, Math.Min(row + rowsAtOnce, reference.Count));
                }
            });
        }

        return new NeighborTable(indices, distances, k);

        NeighborSearch Search(int block)
        {
            int first = block * QueriesAtOnce;
            return new NeighborSearch(queries, reference, first, Math.Min(first + QueriesAtOnce, queries.Count), new NearestRows(indices, distances, k), excluded);
        }
    }

    /// <summary>The k closest rows of each query by any distance or similarity, equally close ones by ascending index.</summary>
    /// <param name="distance">What is close: computed in double, block by block, so that the n × m values never exist together.</param>
    /// <param name="queries">The queries <c>[n, d]</c>.</param>
    /// <param name="reference">What is searched, <c>[m, d]</c>.</param>
    /// <param name="k">How many neighbours, from 1 to m (to m - 1 with <paramref name="excluded"/>).</param>
    /// <param name="excluded">For each query the row of the reference that it must not find (such as itself), or -1; null: none.</param>
    /// <returns>Rows and their distances or similarities, the closest first.</returns>
    /// <exception cref="ArgumentException">The dimensions differ, there are not that many neighbours, or a distance is NaN.</exception>
    public static ScoredNeighbors FindBy(Distance distance, EmbeddingTable queries, EmbeddingTable reference, int k, int[]? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(distance);
        Check(queries, reference, k, excluded);
        var scores = PairScores.Of(queries, reference, distance);
        var indices = new int[checked(queries.Count * k)];
        var keys = new double[indices.Length];
        Array.Fill(keys, double.PositiveInfinity);
        Array.Fill(indices, -1);
        var nearest = new NearestRows(indices, keys, k);
        ScoreBlocks.Visit(scores, onlyLater: false, () => nearest, (block, into) => Offer(into, block, excluded), _ => { }, CancellationToken.None);
        return new ScoredNeighbors(indices, Array.ConvertAll(keys, scores.Value), k, scores.IsSimilarity);
    }

    private static void Offer(NearestRows nearest, ScoreBlock block, int[]? excluded)
    {
        for (int i = 0; i < block.QueryCount; i++)
        {
            int query = block.FirstQuery + i;
            ReadOnlySpan<double> keys = block.Row(i);
            for (int j = 0; j < keys.Length; j++)
            {
                if (excluded is null || excluded[query] != block.FirstItem + j)
                {
                    nearest.Offer(query, block.FirstItem + j, keys[j]);
                }
            }
        }
    }

    private static void Check(EmbeddingTable queries, EmbeddingTable reference, int k, int[]? excluded)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(reference);
        queries.RequireDimension(reference, nameof(reference));
        int most = reference.Count - (excluded is null ? 0 : 1);
        if (k < 1 || k > most)
        {
            throw new ArgumentOutOfRangeException(nameof(k), k, $"Expected 1 to {most} neighbours of {reference.Count} rows.");
        }

        if (excluded is not null)
        {
            queries.RequireLabels(excluded, nameof(excluded));
        }
    }
}
