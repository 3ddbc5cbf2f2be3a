namespace DeepMetric.Datasets;

/// <summary>What a synthetic data set was drawn from, and what became of each item.</summary>
/// <remarks>Before normalisation an item is its mode's centre plus <see cref="SyntheticOptions.ModeSpread"/> times L·n, where L is its class's factor and n is standard normal.</remarks>
public sealed record SyntheticTruth
{
    /// <summary>The options it was drawn with.</summary>
    public required SyntheticOptions Options { get; init; }

    /// <summary>The seed it was drawn with.</summary>
    public required int Seed { get; init; }

    /// <summary>The centre of each class, <c>[classes][d]</c>.</summary>
    public required double[][] ClassCentres { get; init; }

    /// <summary>The centre of each mode, <c>[classes × modes][d]</c>; mode m of class c is at c × modes + m.</summary>
    public required double[][] ModeCentres { get; init; }

    /// <summary>The lower-triangular factor L of each class's covariance L·Lᵀ, row after row, <c>[classes][d × d]</c>; the spread is not in it.</summary>
    public required double[][] CovarianceFactors { get; init; }

    /// <summary>The class each training item was drawn from, <c>[n]</c>; −1 for an outlier.</summary>
    public required int[] TrainClasses { get; init; }

    /// <summary>The mode each training item was drawn from, <c>[n]</c>; −1 for an outlier.</summary>
    public required int[] TrainModes { get; init; }

    /// <summary>Whether a training item's label was drawn anew by <see cref="SyntheticOptions.Overlap"/> (it may still be the right one), <c>[n]</c>.</summary>
    public required bool[] HasOverlap { get; init; }

    /// <summary>Whether a training item's label was made wrong by <see cref="SyntheticOptions.LabelNoise"/>, <c>[n]</c>.</summary>
    public required bool[] HasLabelNoise { get; init; }

    /// <summary>The class each test item was drawn from, <c>[n]</c>: its label.</summary>
    public required int[] TestClasses { get; init; }

    /// <summary>The mode each test item was drawn from, <c>[n]</c>.</summary>
    public required int[] TestModes { get; init; }
}
