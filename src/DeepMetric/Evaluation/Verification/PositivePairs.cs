using DeepMetric.Evaluation.Scoring;
using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Verification;

/// <summary>The positive pairs that are judged: all of them, query by query, or a draw of them.</summary>
internal sealed class PositivePairs
{
    private readonly SearchedPairs _pairs;
    private readonly PairScores _scores;
    private readonly PairDraw? _draw;

    public PositivePairs(SearchedPairs pairs, PairScores scores, PairVerificationOptions options)
    {
        _pairs = pairs;
        _scores = scores;
        Count = Math.Min(pairs.PositiveCount, options.MostPositives);
        _draw = Count < pairs.PositiveCount ? new PairDraw(Count, pairs.DrawPositive, SeededRandom.Derive(options.Seed, "positive pairs")) : null;
    }

    /// <summary>How many they are.</summary>
    public long Count { get; }

    /// <summary>The keys of all of them.</summary>
    public double[] Keys(CancellationToken cancellation)
    {
        var keys = new double[Count];
        Visit((start, buffer) => buffer.Keys.CopyTo(keys.AsSpan((int)start)), cancellation);
        return keys;
    }

    /// <summary>Computes chunk after chunk, several at once.</summary>
    /// <param name="visit">Told the place of a chunk's first pair among all, and its pairs with their keys.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    public void Visit(Action<long, PairBuffer> visit, CancellationToken cancellation) => WorkerLoop.Run(
        _draw?.ChunkCount ?? _pairs.Query.Queries.Count,
        _scores.Workers,
        () => new PairBuffer(),
        (chunk, buffer) =>
        {
            long start = Fill(chunk, buffer);
            if (!buffer.Keys.IsEmpty)
            {
                _scores.OfPairs(buffer.Queries, buffer.Items, buffer.Keys);
                visit(start, buffer);
            }
        },
        _ => { },
        cancellation);

    private long Fill(int chunk, PairBuffer buffer)
    {
        if (_draw is not null)
        {
            _draw.Fill(chunk, buffer);
            return PairDraw.StartOf(chunk);
        }

        buffer.Resize((int)(_pairs.StartOf(chunk + 1) - _pairs.StartOf(chunk)));
        _pairs.Positives(chunk, buffer.Items);
        buffer.Queries.Fill(chunk);
        return _pairs.StartOf(chunk);
    }
}
