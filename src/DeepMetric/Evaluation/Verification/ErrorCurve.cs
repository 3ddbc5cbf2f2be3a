using DeepMetric.Evaluation.Scoring;

namespace DeepMetric.Evaluation.Verification;

/// <summary>What every threshold does, from the keys of the positive pairs and the negative ones counted between them.</summary>
/// <remarks>
/// FNMR changes at positive distances alone, so that thresholds just behind these are all that a best threshold can be: whatever lies between two of them accepts the same
/// positive pairs, and as many negative ones or more.
/// </remarks>
internal sealed class ErrorCurve
{
    private readonly RankedPositives _positives;
    private readonly NegativeTally _negatives;
    private readonly Func<double, double> _value;
    private readonly bool _isSimilarity;

    public ErrorCurve(RankedPositives positives, NegativeTally negatives, Func<double, double> value, bool isSimilarity)
    {
        _positives = positives;
        _negatives = negatives;
        _value = value;
        _isSimilarity = isSimilarity;
    }

    public long PositiveCount => _positives.Count;

    public long NegativeCount => _negatives.Count;

    /// <summary>Every threshold, the strictest, that accepts nothing, first.</summary>
    public IEnumerable<ErrorStep> Steps()
    {
        yield return new ErrorStep(-1, 0, 0, 0);
        long negatives = 0;
        for (int at = 0; at < _positives.DistinctCount; at++)
        {
            long before = negatives + _negatives.Between(at);
            negatives = before + _negatives.Tied(at);
            yield return new ErrorStep(at, _positives.UpTo(at), before, negatives);
        }
    }

    /// <summary>The share of pairs of a positive and a negative pair of which the positive one is closer, ties counted half.</summary>
    public double RocAuc()
    {
        Int128 halves = 0;
        long positives = 0;
        foreach (ErrorStep step in Steps())
        {
            halves += (Int128)(step.Positives - positives) * ((2 * (NegativeCount - step.Negatives)) + (step.Negatives - step.NegativesBefore));
            positives = step.Positives;
        }

        return (double)halves / (2.0 * PositiveCount * NegativeCount);
    }

    /// <summary>Where FMR equals FNMR on the straight lines between points.</summary>
    public double EqualErrorRate()
    {
        double missed = 1;
        foreach (ErrorStep step in Steps().Skip(1))
        {
            // Up to this distance FNMR stays and FMR grows; at it, both change at once.
            double matchedBefore = FalseMatchRate(step.NegativesBefore);
            if (matchedBefore >= missed)
            {
                return missed;
            }

            double matched = FalseMatchRate(step.Negatives);
            double missedHere = FalseNonMatchRate(step);
            if (matched >= missedHere)
            {
                double gapBefore = missed - matchedBefore;
                double share = gapBefore / (gapBefore + matched - missedHere);
                return matchedBefore + (share * (matched - matchedBefore));
            }

            missed = missedHere;
        }

        return missed;
    }

    /// <summary>The threshold of the smallest difference between FMR and FNMR; of several the strictest.</summary>
    public ErrorStep NearEqualError() => Best(step => -Math.Abs(FalseMatchRate(step.Negatives) - FalseNonMatchRate(step))).Step;

    /// <summary>The loosest threshold whose FMR is not above a wanted one.</summary>
    public ErrorStep AtFalseMatchRate(double wanted) => Steps().TakeWhile(step => FalseMatchRate(step.Negatives) <= wanted).Last();

    /// <summary>The threshold of the highest score; of several the strictest.</summary>
    public (double Score, ErrorStep Step) Best(Func<ErrorStep, double> score)
    {
        (double Score, ErrorStep Step) best = (double.NegativeInfinity, default);
        foreach (ErrorStep step in Steps())
        {
            double value = score(step);
            if (value > best.Score)
            {
                best = (value, step);
            }
        }

        return best;
    }

    /// <summary>The share of positive pairs that match.</summary>
    public double MatchRate(ErrorStep step) => (double)step.Positives / PositiveCount;

    /// <summary>The share of negative pairs that match; 0 where there are none.</summary>
    public double FalseMatchRate(ErrorStep step) => FalseMatchRate(step.Negatives);

    /// <summary>The largest key that a threshold accepts.</summary>
    public double LastKey(ErrorStep step) => step.At < 0 ? double.NegativeInfinity : _positives[step.At];

    /// <summary>The threshold itself and its rates.</summary>
    public OperatingPoint PointAt(ErrorStep step) =>
        new(Threshold(step), NegativeCount == 0 ? double.NaN : FalseMatchRate(step.Negatives), FalseNonMatchRate(step));

    private double FalseNonMatchRate(ErrorStep step) => (double)(PositiveCount - step.Positives) / PositiveCount;

    private double FalseMatchRate(long negatives) => NegativeCount == 0 ? 0 : (double)negatives / NegativeCount;

    private double Threshold(ErrorStep step)
    {
        if (step.At < 0)
        {
            return _isSimilarity ? double.PositiveInfinity : double.NegativeInfinity;
        }

        double accepted = _value(_positives[step.At]);
        double next = Math.Min(step.At + 1 < _positives.DistinctCount ? _positives[step.At + 1] : double.PositiveInfinity, _negatives.Nearest(step.At + 1));
        double refused = _value(next);
        double middle = accepted + ((refused - accepted) / 2);

        // Of two neighbouring numbers, or with nothing beyond, there is no middle.
        return double.IsFinite(middle) && middle != refused ? middle : accepted;
    }
}
