namespace DeepMetric.Evaluation.Classification;

/// <summary>Gives an item the label that most of its nearest training items have.</summary>
/// <remarks>Squared Euclidean distance, equally near items by ascending index. Of labels with equally many votes, the one whose nearest voter is nearest wins.</remarks>
public sealed class KNearestClassifier
{
    private readonly EmbeddingTable _training;
    private readonly int[] _labels;

    /// <summary>Remembers the training items.</summary>
    /// <param name="training">The training items <c>[m, d]</c>.</param>
    /// <param name="labels">Their labels, <c>[m]</c>.</param>
    /// <param name="k">How many neighbours vote, at least 1; all of them where there are fewer.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items, or k is below 1.</exception>
    public KNearestClassifier(EmbeddingTable training, int[] labels, int k = 5)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.RequireLabels(labels, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        _training = training;
        _labels = labels;
        K = k;
    }

    /// <summary>How many neighbours vote.</summary>
    public int K { get; }

    /// <summary>Predicts labels.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <returns>One label per item, <c>[n]</c>.</returns>
    /// <exception cref="ArgumentException">The dimension is another one.</exception>
    public int[] Predict(EmbeddingTable items)
    {
        NeighborTable neighbors = NearestNeighbors.Find(items, _training, Math.Min(K, _training.Count));
        var predictions = new int[items.Count];
        var votes = new int[neighbors.NeighborCount];
        for (int item = 0; item < predictions.Length; item++)
        {
            for (int rank = 0; rank < votes.Length; rank++)
            {
                votes[rank] = _labels[neighbors.Index(item, rank)];
            }

            predictions[item] = Elect(votes);
        }

        return predictions;
    }

    /// <summary>Predicts labels and compares them with the truth.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <param name="labels">Their true labels, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The dimension is another one, or the labels don't fit the items.</exception>
    public ClassificationResult Evaluate(EmbeddingTable items, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(items);
        items.RequireLabels(labels, nameof(labels));
        return ClassificationResult.Of(Predict(items), labels);
    }

    /// <summary>The label with most votes; of several, the first to appear, since the nearest vote first.</summary>
    internal static int Elect(ReadOnlySpan<int> votes)
    {
        int winner = votes[0];
        int most = 0;
        for (int i = 0; i < votes.Length; i++)
        {
            int count = votes.Count(votes[i]);
            if (count > most)
            {
                (winner, most) = (votes[i], count);
            }
        }

        return winner;
    }
}
