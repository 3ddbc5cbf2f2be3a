namespace DeepMetric.Evaluation.Classification;

/// <summary>Predicted labels and how many are right.</summary>
public sealed record ClassificationResult
{
    private ClassificationResult(int[] predictions, int correct, IReadOnlyList<ClassAccuracy> perClass)
    {
        Predictions = predictions;
        Correct = correct;
        PerClass = perClass;
    }

    /// <summary>The predicted label of each item, <c>[n]</c>.</summary>
    public int[] Predictions { get; }

    /// <summary>How many predictions are right.</summary>
    public int Correct { get; }

    /// <summary>The share of right predictions, in [0, 1].</summary>
    public double Accuracy => (double)Correct / Predictions.Length;

    /// <summary>The share of right predictions of each true label, by ascending label.</summary>
    public IReadOnlyList<ClassAccuracy> PerClass { get; }

    /// <summary>Compares predictions with the truth.</summary>
    /// <param name="predictions">Predicted labels, <c>[n]</c>, at least one.</param>
    /// <param name="labels">True labels, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there is nothing.</exception>
    public static ClassificationResult Of(int[] predictions, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(labels);
        if (predictions.Length == 0 || predictions.Length != labels.Length)
        {
            throw new ArgumentException($"Expected as many labels as predictions, at least 1; found {labels.Length} and {predictions.Length}.", nameof(labels));
        }

        ClassAccuracy[] perClass =
        [
            .. labels.Zip(predictions).GroupBy(pair => pair.First).OrderBy(group => group.Key)
                .Select(group => new ClassAccuracy(group.Key, group.Count(), group.Count(pair => pair.Second == pair.First))),
        ];
        return new ClassificationResult(predictions, perClass.Sum(entry => entry.Correct), perClass);
    }
}
