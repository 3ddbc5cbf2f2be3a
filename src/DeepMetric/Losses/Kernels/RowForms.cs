namespace DeepMetric.Losses.Kernels;

/// <summary>The rows of <see cref="NTXentLoss"/>: per positive ln(1 + exp(L − s_p / τ)).</summary>
internal sealed class NTXentRow(double temperature) : RowForm
{
    public override NegativeExponents Negatives => new(1 / temperature);

    public override RowTerms Compute(ReadOnlySpan<float> positives, double negatives, Span<double> slopes)
    {
        (double sum, double negativeSlope, long active) = (0, 0, 0);
        for (int p = 0; p < positives.Length; p++)
        {
            (double value, double slope) = Softplus(negatives - (positives[p] / temperature));
            sum += value;
            negativeSlope += slope;
            slopes[p] = -slope / temperature;
            active += One(value);
        }

        return new RowTerms(sum, negativeSlope, positives.Length, active);
    }
}

/// <summary>The rows of <see cref="SupConLoss"/>: ln(exp(L) + Σ_p exp(s_p / τ)) less the mean of s_p / τ.</summary>
internal sealed class SupConRow(double temperature) : RowForm
{
    public override NegativeExponents Negatives => new(1 / temperature);

    public override RowTerms Compute(ReadOnlySpan<float> positives, double negatives, Span<double> slopes)
    {
        if (positives.IsEmpty)
        {
            return new RowTerms(0, 0, 1, 0);
        }

        double mean = 0;
        for (int p = 0; p < positives.Length; p++)
        {
            slopes[p] = positives[p] / temperature;
            mean += slopes[p] / positives.Length;
        }

        double near = LogSumExp(slopes[..positives.Length]);
        (double difference, double negativeShare) = Softplus(negatives - near);
        for (int p = 0; p < positives.Length; p++)
        {
            slopes[p] = ((slopes[p] * (1 - negativeShare)) - (1.0 / positives.Length)) / temperature;
        }

        double value = near + difference - mean;
        return new RowTerms(value, negativeShare, 1, One(value));
    }
}

/// <summary>The rows of <see cref="MultiSimilarityLoss"/>: 1/α ln(1 + Σ_p exp(−α (s_p − λ))) + 1/β ln(1 + exp(L)).</summary>
internal sealed class MultiSimilarityRow(MultiSimilarityLossOptions options) : RowForm
{
    public override NegativeExponents Negatives => new(options.Beta, options.Base);

    public override RowTerms Compute(ReadOnlySpan<float> positives, double negatives, Span<double> slopes)
    {
        for (int p = 0; p < positives.Length; p++)
        {
            slopes[p] = -options.Alpha * (positives[p] - options.Base);
        }

        (double pull, double pullSlope) = Softplus(LogSumExp(slopes[..positives.Length]));
        for (int p = 0; p < positives.Length; p++)
        {
            slopes[p] *= -pullSlope;
        }

        (double push, double pushSlope) = Softplus(negatives);
        double value = (pull / options.Alpha) + (push / options.Beta);
        return new RowTerms(value, pushSlope / options.Beta, 1, One(value));
    }
}

/// <summary>The rows of <see cref="CircleLoss"/>: ln(1 + exp(L) Σ_p exp(−γ α_p (s_p − 1 + m))).</summary>
internal sealed class CircleRow(CircleLossOptions options) : RowForm
{
    public override NegativeExponents Negatives => new(options.Scale, options.Margin, options.Margin, 1);

    public override RowTerms Compute(ReadOnlySpan<float> positives, double negatives, Span<double> slopes)
    {
        for (int p = 0; p < positives.Length; p++)
        {
            slopes[p] = Pull(positives[p]) * (positives[p] - 1 + options.Margin);
        }

        (double value, double slope) = Softplus(LogSumExp(slopes[..positives.Length]) + negatives);
        for (int p = 0; p < positives.Length; p++)
        {
            slopes[p] *= slope * Pull(positives[p]);
        }

        return new RowTerms(value, slope, 1, One(value));
    }

    private double Pull(double similarity) => -options.Scale * Math.Max(0, 1 + options.Margin - similarity);
}
