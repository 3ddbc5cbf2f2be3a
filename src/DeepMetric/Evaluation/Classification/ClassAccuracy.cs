namespace DeepMetric.Evaluation.Classification;

/// <summary>How many items of one class were recognised.</summary>
/// <param name="Label">The true label.</param>
/// <param name="Count">How many items have it.</param>
/// <param name="Correct">How many of them were predicted right.</param>
public sealed record ClassAccuracy(int Label, int Count, int Correct)
{
    /// <summary>The share of right predictions, in [0, 1].</summary>
    public double Accuracy => (double)Correct / Count;
}
