namespace DeepMetric.Miners;

/// <summary>One anchor, what it can be paired with, and how far that is.</summary>
/// <remarks>Distances are such that smaller is closer: a similarity comes with its sign changed.</remarks>
public sealed class MinerRow
{
    private readonly long[] _labels;
    private readonly long[] _others;
    private readonly int? _firstSelf;
    private readonly long? _ignoredLabel;
    private readonly int[] _positives;
    private readonly int[] _negatives;
    private readonly double[] _distances;
    private int _positiveCount;
    private int _negativeCount;

    internal MinerRow(EmbeddingBatch batch, long? ignoredLabel)
    {
        _labels = [.. batch.Labels!];
        _others = [.. batch.ReferenceLabels!];
        _firstSelf = batch.FirstSelf;
        _ignoredLabel = ignoredLabel;
        _positives = new int[_others.Length];
        _negatives = new int[_others.Length];
        _distances = new double[_others.Length];
    }

    /// <summary>The anchor, a row of the embeddings.</summary>
    public int Anchor { get; private set; }

    /// <summary>The rows of the reference of the anchor's class, in ascending order, itself left out.</summary>
    public ReadOnlySpan<int> Positives => _positives.AsSpan(0, _positiveCount);

    /// <summary>The rows of the reference of other classes, in ascending order.</summary>
    public ReadOnlySpan<int> Negatives => _negatives.AsSpan(0, _negativeCount);

    /// <summary>The anchor's distances to all rows of the reference, smaller is closer; zeros for a miner that needs none.</summary>
    public ReadOnlySpan<double> Distances => _distances;

    internal bool MoveTo(int anchor, MatrixRows matrix)
    {
        long label = _labels[anchor];
        if (label == _ignoredLabel)
        {
            return false;
        }

        Anchor = anchor;
        _positiveCount = 0;
        _negativeCount = 0;
        int self = _firstSelf is int first ? first + anchor : -1;
        for (int j = 0; j < _others.Length; j++)
        {
            if (j == self || _others[j] == _ignoredLabel)
            {
                continue;
            }

            if (_others[j] == label)
            {
                _positives[_positiveCount++] = j;
            }
            else
            {
                _negatives[_negativeCount++] = j;
            }
        }

        matrix.Read(anchor, _distances);
        return true;
    }
}
