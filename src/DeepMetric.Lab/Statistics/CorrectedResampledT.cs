namespace DeepMetric.Lab.Statistics;

/// <summary>The corrected resampled t test: is the mean difference over folds other than 0, although the folds' training sets overlap?</summary>
/// <remarks>
/// <para>t = mean / √((1/k + n_test/n_train) s²) with k - 1 degrees of freedom, s² the unbiased variance of the k differences. The plain paired t test, without the
/// share n_test/n_train, takes folds for independent and rejects too often.</para>
/// <para>A constant difference counts as certain.</para>
/// <para>Paper: Nadeau and Bengio, "Inference for the generalization error", Machine Learning 2003.</para>
/// </remarks>
public sealed record CorrectedResampledT
{
    /// <summary>A p-value is given from this many folds on.</summary>
    public const int FewestFolds = PairedTTest.FewestPairs;

    /// <summary>How many folds.</summary>
    public required int Folds { get; init; }

    /// <summary>Test items of a fold over its training items.</summary>
    public required double TestShare { get; init; }

    /// <summary>The mean difference, second minus first; null without folds.</summary>
    public double? Difference { get; init; }

    /// <summary>The lower end of the corrected 95 % interval of the difference; null below 2 folds.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the corrected 95 % interval of the difference; null below 2 folds.</summary>
    public double? High { get; init; }

    /// <summary>The corrected t statistic; null where the differences have no variance or there are fewer than 2.</summary>
    public double? T { get; init; }

    /// <summary>The two-sided p-value; 0 for a constant difference other than 0, 1 for a constant 0; null below 3 folds.</summary>
    public double? P { get; init; }

    /// <summary>Tests pairs of numbers, one pair a fold.</summary>
    /// <param name="first">The numbers subtracted, all finite.</param>
    /// <param name="second">The numbers subtracted from, all finite, as many.</param>
    /// <param name="testShare">n_test / n_train of a fold, e.g. 1 / (k - 1) for k-fold cross-validation; 0 gives the plain paired t test.</param>
    /// <exception cref="ArgumentException">The counts differ, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is not a finite number of at least 0.</exception>
    public static CorrectedResampledT Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double testShare)
    {
        if (!(testShare >= 0 && double.IsFinite(testShare)))
        {
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "Expected a finite share n_test / n_train of at least 0.");
        }

        PairedDifferences differences = PairedDifferences.Of(first, second);
        int folds = differences.Values.Length;
        double? mean = differences.Mean;
        if (folds < 2 || differences.IsConstant)
        {
            return new CorrectedResampledT
            {
                Folds = folds,
                TestShare = testShare,
                Difference = mean,
                Low = folds < 2 ? null : mean,
                High = folds < 2 ? null : mean,
                P = folds < FewestFolds ? null : mean == 0 ? 1 : 0,
            };
        }

        double error = differences.Summary!.StandardDeviation!.Value * Math.Sqrt((1.0 / folds) + testShare);
        double half = StudentT.Critical(0.95, folds - 1) * error;
        return new CorrectedResampledT
        {
            Folds = folds,
            TestShare = testShare,
            Difference = mean,
            Low = mean - half,
            High = mean + half,
            T = mean / error,
            P = folds < FewestFolds ? null : StudentT.TwoSidedP(mean!.Value / error, folds - 1),
        };
    }
}
