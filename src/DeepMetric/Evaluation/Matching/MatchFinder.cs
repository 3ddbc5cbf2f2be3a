using DeepMetric.Distances;
using DeepMetric.Evaluation.Scoring;
using DeepMetric.Evaluation.Verification;

namespace DeepMetric.Evaluation.Matching;

/// <summary>Says whether embeddings match: whether their distance is at most a threshold, or their similarity at least.</summary>
/// <remarks>
/// All questions are answered by the same distance, whether they are about one pair or about all; PyTorch Metric Learning's <c>is_match</c> differs: it neither normalises nor applies the
/// distance's power, unlike its <c>get_matching_pairs</c>.
/// </remarks>
public sealed class MatchFinder
{
    /// <summary>Sets the threshold.</summary>
    /// <param name="threshold">The largest distance, or the smallest similarity, that matches; infinite for nothing or everything.</param>
    /// <param name="distance">The distance or similarity; null for the Euclidean distance of the embeddings as they are.</param>
    /// <exception cref="ArgumentException">The threshold is NaN.</exception>
    public MatchFinder(double threshold, Distance? distance = null)
    {
        if (double.IsNaN(threshold))
        {
            throw new ArgumentException("Expected a threshold that is a number; found NaN.", nameof(threshold));
        }

        Threshold = threshold;
        Distance = distance;
    }

    /// <summary>The largest distance, or the smallest similarity, that matches.</summary>
    public double Threshold { get; }

    /// <summary>The distance or similarity; null for the Euclidean distance.</summary>
    public Distance? Distance { get; }

    /// <summary>Chooses the threshold that is best on pairs whose classes are known; of several the strictest.</summary>
    /// <param name="query">The pairs: each query with each item that it can find.</param>
    /// <param name="criterion">By what it is best.</param>
    /// <param name="distance">The distance or similarity; null for the Euclidean distance.</param>
    /// <param name="options">Limits beyond which pairs are drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <remarks>The threshold lies midway between the farthest pair that it accepts and the nearest that it refuses. Judge it on other pairs than these: <see cref="Evaluate"/>.</remarks>
    /// <exception cref="ArgumentException">There are no pairs of one class, or, for balanced accuracy, none of two; or the query is refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MatchFinder Choose(
        RetrievalQuery query, ThresholdCriterion criterion, Distance? distance = null, PairVerificationOptions? options = null, CancellationToken cancellation = default)
    {
        PairVerificationResult result = PairVerification.Evaluate(query, distance, options, cancellation);
        BestThreshold? best = criterion switch
        {
            ThresholdCriterion.Accuracy => result.BestAccuracy,
            ThresholdCriterion.BalancedAccuracy => result.BestBalancedAccuracy,
            ThresholdCriterion.F1 => result.BestF1,
            _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "Expected a criterion."),
        };
        return best is not null
            ? new MatchFinder(best.Point.Threshold, distance)
            : throw new ArgumentException($"Expected pairs of one class and of two to choose by; found {result.PositivePairs} and {result.NegativePairs}.", nameof(query));
    }

    /// <summary>Whether each row matches the row of the same number.</summary>
    /// <param name="first">Rows <c>[n, d]</c>.</param>
    /// <param name="second">As many rows, <c>[n, d]</c>.</param>
    /// <returns>An answer for each pair, <c>[n]</c>.</returns>
    /// <exception cref="ArgumentException">The tables differ in shape, or a distance is NaN.</exception>
    public bool[] AreMatches(EmbeddingTable first, EmbeddingTable second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"Expected {first.Count} rows, one for each of the first table; found {second.Count}.", nameof(second));
        }

        var scores = PairScores.Of(first, second, Distance);
        int[] rows = [.. Enumerable.Range(0, first.Count)];
        var keys = new double[rows.Length];
        scores.OfPairs(rows, rows, keys);
        return Array.ConvertAll(keys, key => IsMatch(scores, key));
    }

    /// <summary>All pairs of a query and an item that match, by ascending query, then item.</summary>
    /// <param name="queries">The queries <c>[n, d]</c>.</param>
    /// <param name="reference">The items <c>[m, d]</c>; the queries themselves to match them with each other.</param>
    /// <param name="excluded">For each query the row of the reference that it must not match (such as itself), or −1; null: none.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or a distance is NaN.</exception>
    public IReadOnlyList<Match> FindMatches(EmbeddingTable queries, EmbeddingTable reference, int[]? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(reference);
        if (excluded is not null)
        {
            queries.RequireLabels(excluded, nameof(excluded));
        }

        var scores = PairScores.Of(queries, reference, Distance);
        var found = new List<Match>();
        ScoreBlocks.Visit(scores, onlyLater: false, () => new List<Match>(), (block, matches) => AddMatches(scores, block, excluded, matches), found.AddRange, CancellationToken.None);
        found.Sort((a, b) => (a.Query, a.Item).CompareTo((b.Query, b.Item)));
        return found;
    }

    /// <summary>How often the threshold is right over all pairs of a search, none of them drawn.</summary>
    /// <param name="query">The pairs: each query with each item that it can find; as in <see cref="PairVerification"/>.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <exception cref="ArgumentException">The query is refused, as by <see cref="Retrieval"/>, or a distance is NaN.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MatchQuality Evaluate(RetrievalQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var scores = PairScores.Of(query.Queries, query.Reference, Distance);
        var pairs = new SearchedPairs(query, scores.IsSymmetric, cancellation);
        long[] sums = [0, 0];
        ScoreBlocks.Visit(scores, pairs.IsUnordered, () => new long[2], (block, counts) => AddCounts(scores, pairs, block, counts), counts =>
        {
            sums[0] += counts[0];
            sums[1] += counts[1];
        }, cancellation);
        return new MatchQuality(sums[0], pairs.PositiveCount - sums[0], sums[1], pairs.NegativeCount - sums[1]);
    }

    private void AddMatches(PairScores scores, ScoreBlock block, int[]? excluded, List<Match> matches)
    {
        for (int i = 0; i < block.QueryCount; i++)
        {
            int query = block.FirstQuery + i;
            ReadOnlySpan<double> keys = block.Row(i);
            for (int j = 0; j < keys.Length; j++)
            {
                if (IsMatch(scores, keys[j]) && (excluded is null || excluded[query] != block.FirstItem + j))
                {
                    matches.Add(new Match(query, block.FirstItem + j, scores.Value(keys[j])));
                }
            }
        }
    }

    /// <summary>Counts the matches that belong together and those that don't.</summary>
    private void AddCounts(PairScores scores, SearchedPairs pairs, ScoreBlock block, long[] counts)
    {
        for (int i = 0; i < block.QueryCount; i++)
        {
            int query = block.FirstQuery + i;
            ReadOnlySpan<double> keys = block.Row(i);
            for (int j = 0; j < keys.Length; j++)
            {
                if (IsMatch(scores, keys[j]))
                {
                    counts[0] += pairs.IsPositive(query, block.FirstItem + j) ? 1 : 0;
                    counts[1] += pairs.IsNegative(query, block.FirstItem + j) ? 1 : 0;
                }
            }
        }
    }

    private bool IsMatch(PairScores scores, double key) => scores.IsSimilarity ? scores.Value(key) >= Threshold : scores.Value(key) <= Threshold;
}
