namespace DeepMetric.Diagnostics;

/// <summary>How evenly a loss spends its gradient over the samples of a batch.</summary>
/// <param name="Mean">The mean of g over samples.</param>
/// <param name="MeanOfActive">The mean of g over samples with an active term; null when there is none.</param>
/// <param name="EffectiveShare">(Σ g)² / (B Σ g²): 1 when all samples have the same g, 1/B when one has all; 0 without any gradient.</param>
/// <param name="HardestDecile">The share of Σ g in the tenth of the samples (rounded up) with the largest g; 0 without any gradient.</param>
public sealed record GradientConcentration(double Mean, double? MeanOfActive, double EffectiveShare, double HardestDecile)
{
    /// <summary>Measures the gradient norms of a batch.</summary>
    /// <param name="norms">g_i per sample, B numbers, none negative.</param>
    /// <param name="active">Whether each sample has an active term, B flags.</param>
    /// <exception cref="ArgumentException">The two differ in length, or there is no sample.</exception>
    public static GradientConcentration Measure(IReadOnlyList<double> norms, IReadOnlyList<bool> active)
    {
        ArgumentNullException.ThrowIfNull(norms);
        ArgumentNullException.ThrowIfNull(active);
        if (norms.Count == 0 || norms.Count != active.Count)
        {
            throw new ArgumentException($"Expected as many gradient norms as flags, at least one, found {norms.Count} and {active.Count}.", nameof(active));
        }

        double sum = norms.Sum();
        double squares = norms.Sum(norm => norm * norm);
        double[] ofActive = [.. norms.Where((_, sample) => active[sample])];
        int tenth = (norms.Count + 9) / 10;
        double hardest = norms.OrderDescending().Take(tenth).Sum();
        return new GradientConcentration(
            sum / norms.Count,
            ofActive.Length == 0 ? null : ofActive.Average(),
            squares == 0 ? 0 : sum * sum / (norms.Count * squares),
            sum == 0 ? 0 : hardest / sum);
    }
}
