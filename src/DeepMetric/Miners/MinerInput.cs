using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Miners;

/// <summary>What a miner's choice works on.</summary>
public sealed class MinerInput
{
    private readonly bool _isSimilarity;
    private readonly long? _ignoredLabel;

    internal MinerInput(EmbeddingBatch batch, Tensor distances, bool isSimilarity, long? ignoredLabel, SeededRandom? random)
    {
        Batch = batch;
        Distances = distances;
        Random = random;
        _isSimilarity = isSimilarity;
        _ignoredLabel = ignoredLabel;
    }

    /// <summary>The embeddings and labels.</summary>
    public EmbeddingBatch Batch { get; }

    /// <summary>The miner's distances, <c>[n, m]</c>, detached; <c>[0, 0]</c> for a miner that does not need them.</summary>
    public Tensor Distances { get; }

    /// <summary>Where draws come from; null for a miner that does not draw.</summary>
    public SeededRandom? Random { get; }

    /// <summary>All pairs of the batch, in order of anchor and partner.</summary>
    public Pairs AllPairs()
    {
        var pairs = new PairList();
        ForEachAnchor(row =>
        {
            foreach (int positive in row.Positives)
            {
                pairs.AddPositive(row.Anchor, positive);
            }

            foreach (int negative in row.Negatives)
            {
                pairs.AddNegative(row.Anchor, negative);
            }
        });
        return pairs.ToPairs();
    }

    /// <summary>Visits the anchors of a known class in ascending order, each with its distances, its positives and its negatives.</summary>
    /// <param name="visit">Called once per anchor; the row is valid during the call only.</param>
    public void ForEachAnchor(Action<MinerRow> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using var scope = NewDisposeScope();
        var matrix = new MatrixRows(Distances, _isSimilarity ? -1 : 1);
        var row = new MinerRow(Batch, _ignoredLabel);
        for (int anchor = 0; anchor < Batch.Count; anchor++)
        {
            if (row.MoveTo(anchor, matrix))
            {
                visit(row);
            }
        }
    }
}
