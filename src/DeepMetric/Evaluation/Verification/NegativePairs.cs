using DeepMetric.Evaluation.Scoring;
using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Verification;

/// <summary>Counts the negative pairs against the positive ones: all of them, block by block, or a draw of them.</summary>
internal static class NegativePairs
{
    /// <summary>Counts them.</summary>
    public static NegativeTally Count(SearchedPairs pairs, PairScores scores, RankedPositives positives, PairVerificationOptions options, CancellationToken cancellation)
    {
        var total = new NegativeTally(positives);
        if (pairs.NegativeCount > options.MostNegatives)
        {
            CountDraw(new PairDraw(Math.Min(options.SampledNegatives, pairs.NegativeCount), pairs.DrawNegative, SeededRandom.Derive(options.Seed, "negative pairs")), scores, total, cancellation);
            return total;
        }

        if (pairs.NegativeCount > 0)
        {
            ScoreBlocks.Visit(scores, pairs.IsUnordered, total.ForThread, (block, tally) => CountBlock(pairs, block, tally), total.Add, cancellation);
        }

        return total;
    }

    private static void CountDraw(PairDraw draw, PairScores scores, NegativeTally total, CancellationToken cancellation)
    {
        WorkerLoop.Run(
            draw.ChunkCount,
            scores.Workers,
            () => (Tally: total.ForThread(), Buffer: new PairBuffer()),
            (chunk, own) =>
            {
                draw.Fill(chunk, own.Buffer);
                scores.OfPairs(own.Buffer.Queries, own.Buffer.Items, own.Buffer.Keys);
                foreach (double key in own.Buffer.Keys)
                {
                    own.Tally.Add(key);
                }
            },
            own => total.Add(own.Tally),
            cancellation);
    }

    private static void CountBlock(SearchedPairs pairs, ScoreBlock block, NegativeTally tally)
    {
        for (int i = 0; i < block.QueryCount; i++)
        {
            CountRow(pairs, block.FirstQuery + i, block.FirstItem, block.Row(i), tally);
        }
    }

    private static void CountRow(SearchedPairs pairs, int row, int firstItem, ReadOnlySpan<double> keys, NegativeTally tally)
    {
        RetrievalQuery query = pairs.Query;
        if (query.Relevance is not null || query.UnknownLabel is not null)
        {
            for (int j = 0; j < keys.Length; j++)
            {
                if (pairs.IsNegative(row, firstItem + j))
                {
                    tally.Add(keys[j]);
                }
            }

            return;
        }

        int itself = query.PlaceOf(row) - firstItem;
        int label = query.QueryLabels[row];
        ReadOnlySpan<int> labels = query.ReferenceLabels.AsSpan(firstItem, keys.Length);
        for (int j = pairs.IsUnordered ? Math.Max(0, row + 1 - firstItem) : 0; j < keys.Length; j++)
        {
            if (labels[j] != label && j != itself)
            {
                tally.Add(keys[j]);
            }
        }
    }
}
