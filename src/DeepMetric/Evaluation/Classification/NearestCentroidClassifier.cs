namespace DeepMetric.Evaluation.Classification;

/// <summary>Gives an item the label of the nearest class mean.</summary>
/// <remarks>Squared Euclidean distance; the means are taken in double and not normalised. Of equally near means, that of the smaller label wins.</remarks>
public sealed class NearestCentroidClassifier
{
    private readonly int[] _classes;
    private readonly EmbeddingTable _centroids;

    /// <summary>Takes the mean of every class.</summary>
    /// <param name="training">The training items <c>[m, d]</c>.</param>
    /// <param name="labels">Their labels, <c>[m]</c>.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items.</exception>
    public NearestCentroidClassifier(EmbeddingTable training, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.RequireLabels(labels, nameof(labels));
        _classes = [.. labels.Distinct().Order()];
        var means = new double[_classes.Length * training.Dimension];
        var counts = new int[_classes.Length];
        var row = new double[training.Dimension];
        for (int i = 0; i < labels.Length; i++)
        {
            int at = Array.BinarySearch(_classes, labels[i]);
            training.CopyRow(i, row);
            counts[at]++;
            for (int j = 0; j < row.Length; j++)
            {
                means[(at * row.Length) + j] += row[j];
            }
        }

        for (int i = 0; i < means.Length; i++)
        {
            means[i] /= counts[i / row.Length];
        }

        _centroids = EmbeddingTable.FromDoubles(means, training.Dimension);
    }

    /// <summary>Predicts labels.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <returns>One label per item, <c>[n]</c>.</returns>
    /// <exception cref="ArgumentException">The dimension is another one.</exception>
    public int[] Predict(EmbeddingTable items)
    {
        NeighborTable nearest = NearestNeighbors.Find(items, _centroids, 1);
        return [.. Enumerable.Range(0, nearest.QueryCount).Select(item => _classes[nearest.Index(item, 0)])];
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
}
