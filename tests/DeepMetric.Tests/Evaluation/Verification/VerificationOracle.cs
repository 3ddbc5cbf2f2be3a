using DeepMetric.Evaluation.Verification;

namespace DeepMetric.Tests.Evaluation.Verification;

/// <summary>Verification by trying every threshold on lists of all pairs, straight from the definitions. Smaller is closer.</summary>
internal sealed class VerificationOracle(double[] positives, double[] negatives)
{
    private readonly double[] _thresholds = [double.NegativeInfinity, .. positives.Concat(negatives).Distinct().Order()];

    public bool HasTies => positives.Intersect(negatives).Any();

    public double RocAuc => positives.Average(positive => negatives.Average(negative => positive < negative ? 1 : positive == negative ? 0.5 : 0));

    /// <summary>Walks along the straight lines between the points of all thresholds until FMR is no longer below FNMR.</summary>
    public double EqualErrorRate
    {
        get
        {
            for (int i = 1; i < _thresholds.Length; i++)
            {
                (double matched0, double missed0) = (FalseMatchRate(_thresholds[i - 1]), FalseNonMatchRate(_thresholds[i - 1]));
                (double matched1, double missed1) = (FalseMatchRate(_thresholds[i]), FalseNonMatchRate(_thresholds[i]));
                if (matched1 >= missed1)
                {
                    // matched0 + s (matched1 - matched0) = missed0 + s (missed1 - missed0).
                    double s = (missed0 - matched0) / (matched1 - matched0 - missed1 + missed0);
                    return matched0 + (s * (matched1 - matched0));
                }
            }

            throw new InvalidOperationException("The last threshold accepts everything.");
        }
    }

    public double BestF1 => _thresholds.Max(threshold =>
    {
        double found = Matches(positives, threshold);
        double wrong = Matches(negatives, threshold);
        return 2 * found / ((2 * found) + wrong + (positives.Length - found));
    });

    public double BestAccuracy => _thresholds.Max(threshold => (Matches(positives, threshold) + negatives.Length - Matches(negatives, threshold)) / (double)(positives.Length + negatives.Length));

    public double BestBalancedAccuracy => _thresholds.Max(threshold => (2 - FalseNonMatchRate(threshold) - FalseMatchRate(threshold)) / 2);

    public double FnmrAt(double falseMatchRate) => _thresholds.Where(threshold => FalseMatchRate(threshold) <= falseMatchRate).Min(FalseNonMatchRate);

    public double FalseMatchRate(double threshold) => (double)Matches(negatives, threshold) / negatives.Length;

    public double FalseNonMatchRate(double threshold) => 1 - ((double)Matches(positives, threshold) / positives.Length);

    /// <summary>Asserts all numbers, and that each threshold does what is said of it.</summary>
    public void AssertEqual(PairVerificationResult found)
    {
        Assert.Equal((positives.LongLength, negatives.LongLength, false), (found.PositivePairs, found.NegativePairs, found.IsSampled));
        Assert.Equal(RocAuc, found.RocAuc, 1e-12);
        Assert.Equal(EqualErrorRate, found.EqualErrorRate, 1e-12);
        Assert.Equal(positives.Prepend(double.NegativeInfinity).Min(threshold => Math.Abs(FalseMatchRate(threshold) - FalseNonMatchRate(threshold))), Math.Abs(found.NearEqualError!.FalseMatchRate - found.NearEqualError.FalseNonMatchRate), 1e-12);
        foreach (FalseMatchPoint point in found.AtFalseMatchRates)
        {
            Assert.Equal(FnmrAt(point.WantedRate), point.Point.FalseNonMatchRate, 1e-12);
            Assert.True(point.Point.FalseMatchRate <= point.WantedRate);
        }

        Assert.Equal(BestF1, found.BestF1!.Score, 1e-12);
        Assert.Equal(BestAccuracy, found.BestAccuracy!.Score, 1e-12);
        Assert.Equal(BestBalancedAccuracy, found.BestBalancedAccuracy!.Score, 1e-12);
        OperatingPoint[] points = [found.NearEqualError, found.BestF1.Point, found.BestAccuracy.Point, found.BestBalancedAccuracy.Point, .. found.AtFalseMatchRates.Select(point => point.Point)];
        Assert.All(points, point =>
        {
            double threshold = found.IsSimilarity ? -point.Threshold : point.Threshold;
            Assert.Equal(FalseMatchRate(threshold), point.FalseMatchRate, 1e-12);
            Assert.Equal(FalseNonMatchRate(threshold), point.FalseNonMatchRate, 1e-12);
        });
    }

    private static int Matches(double[] values, double threshold) => values.Count(value => value <= threshold);
}
