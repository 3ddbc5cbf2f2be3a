using MathNet.Numerics;

namespace DeepMetric.Lab.Statistics;

/// <summary>How large the mean difference of pairs is, in standard deviations of the differences.</summary>
/// <remarks>
/// <para>
/// d_z = mean / s = t / √n overestimates small samples' effects; times J = Γ(v/2) / (√(v/2) Γ((v-1)/2)), v = n - 1, it is unbiased for normal differences. The interval is of
/// the effect itself, not of an estimate: the noncentralities under which a t statistic at least and at most as large as the one found has probability (1 - confidence) / 2,
/// over √n.
/// </para>
/// <para>
/// Paper: Cohen, "Statistical Power Analysis for the Behavioral Sciences", 1988; Hedges, "Distribution theory for Glass's estimator of effect size and related estimators",
/// Journal of Educational Statistics 1981; Steiger and Fouladi, "Noncentrality interval estimation and the evaluation of statistical models", 1997.
/// </para>
/// </remarks>
public sealed record EffectSize
{
    /// <summary>An effect is given from this many pairs on.</summary>
    public const int FewestPairs = 3;

    /// <summary>How many pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>Cohen's d_z of second minus first.</summary>
    public required double Dz { get; init; }

    /// <summary>d_z with Hedges' correction.</summary>
    public required double Corrected { get; init; }

    /// <summary>The confidence of the interval, e.g. 0.95.</summary>
    public required double Confidence { get; init; }

    /// <summary>The lower end of the interval of the effect.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of the interval of the effect.</summary>
    public required double High { get; init; }

    /// <summary>The effect of pairs of numbers; null where the differences are constant or there are fewer than 3.</summary>
    /// <param name="first">The numbers subtracted, all finite.</param>
    /// <param name="second">The numbers subtracted from, all finite, as many.</param>
    /// <param name="confidence">The confidence of the interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">The counts differ, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1.</exception>
    public static EffectSize? Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected a confidence between 0 and 1.");
        }

        PairedDifferences differences = PairedDifferences.Of(first, second);
        int pairs = differences.Values.Length;
        if (pairs < FewestPairs || differences.IsConstant)
        {
            return null;
        }

        double dz = differences.Summary!.Mean / differences.Summary.StandardDeviation!.Value;
        double root = Math.Sqrt(pairs);
        double tail = (1 - confidence) / 2;
        return new EffectSize
        {
            Pairs = pairs,
            Dz = dz,
            Corrected = dz * HedgesCorrection(pairs - 1),
            Confidence = confidence,
            Low = NoncentralT.NoncentralityFor(dz * root, pairs - 1, 1 - tail) / root,
            High = NoncentralT.NoncentralityFor(dz * root, pairs - 1, tail) / root,
        };
    }

    /// <summary>Hedges' factor J, below 1: about 1 - 3 / (4v - 1).</summary>
    /// <param name="degrees">Degrees of freedom v, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degrees"/> is below 2, where there is no unbiased estimate.</exception>
    public static double HedgesCorrection(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 2);
        return Math.Exp(SpecialFunctions.GammaLn(degrees / 2.0) - SpecialFunctions.GammaLn((degrees - 1) / 2.0)) / Math.Sqrt(degrees / 2.0);
    }
}
