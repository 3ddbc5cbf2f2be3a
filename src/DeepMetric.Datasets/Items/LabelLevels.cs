namespace DeepMetric.Datasets;

/// <summary>Two levels of labels of the same items: a coarse one to train on and a finer one that training never sees.</summary>
/// <remarks>
/// <para>They serve the question whether a loss keeps distinctions inside a class that its labels did not ask for:
/// train on <see cref="Coarse"/>, evaluate on <see cref="Fine"/>.</para>
/// <para>The label −1 (<see cref="LabeledSet.Outlier"/>) marks an outlier on both levels.</para>
/// </remarks>
public sealed record LabelLevels
{
    /// <summary>Joins two levels of labels.</summary>
    /// <param name="coarse">The coarse label of each item, <c>[n]</c>.</param>
    /// <param name="fine">The fine label of each item, <c>[n]</c>.</param>
    /// <param name="coarseName">What the coarse label says, such as <c>parity</c>.</param>
    /// <param name="fineName">What the fine label says, such as <c>digit</c>.</param>
    /// <exception cref="ArgumentException">The levels differ in length, or a label is below −1.</exception>
    public LabelLevels(int[] coarse, int[] fine, string coarseName, string fineName)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentNullException.ThrowIfNull(fine);
        ArgumentException.ThrowIfNullOrWhiteSpace(coarseName);
        ArgumentException.ThrowIfNullOrWhiteSpace(fineName);
        if (coarse.Length != fine.Length)
        {
            throw new ArgumentException($"Expected as many fine labels as coarse ones, [{coarse.Length}], found [{fine.Length}].", nameof(fine));
        }

        LabeledSet.CheckLabels(coarse, nameof(coarse));
        LabeledSet.CheckLabels(fine, nameof(fine));
        Coarse = coarse;
        Fine = fine;
        CoarseName = coarseName;
        FineName = fineName;
    }

    /// <summary>The coarse label of each item, <c>[n]</c>.</summary>
    public int[] Coarse { get; }

    /// <summary>The fine label of each item, <c>[n]</c>.</summary>
    public int[] Fine { get; }

    /// <summary>What the coarse label says.</summary>
    public string CoarseName { get; }

    /// <summary>What the fine label says.</summary>
    public string FineName { get; }

    /// <summary>The parity of each digit as the coarse label (0 even, 1 odd), the digit itself as the fine one.</summary>
    internal static LabelLevels ParityAndDigit(int[] digits) => new([.. digits.Select(digit => digit % 2)], digits, "parity", "digit");

    /// <summary>The levels of the items at the given places, in that order.</summary>
    internal LabelLevels At(int[] indices) => new(LabeledSet.Pick(Coarse, indices), LabeledSet.Pick(Fine, indices), CoarseName, FineName);

    /// <summary>These levels and then those of other items.</summary>
    internal LabelLevels Followed(LabelLevels other) => new([.. Coarse, .. other.Coarse], [.. Fine, .. other.Fine], CoarseName, FineName);
}
