using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Turns tests into the outcome of a number, and outcomes into the verdict on a claim.</summary>
public static class VerdictRules
{
    /// <summary>
    /// How one number stands to a claim. A number that is not defined for some seed can neither agree nor contradict: leaving such seeds out would
    /// choose the runs by their outcome.
    /// </summary>
    /// <param name="comparison">The number's test: triplet minus contrastive.</param>
    /// <param name="sign">The predicted sign: 1 or -1.</param>
    public static NumberOutcome Outcome(PairedComparison comparison, int sign)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Undefined > 0)
        {
            return NumberOutcome.Undefined;
        }

        if (!comparison.Significant)
        {
            return NumberOutcome.NotShown;
        }

        return Math.Sign(comparison.Difference!.Value) == sign ? NumberOutcome.Agrees : NumberOutcome.Contradicts;
    }

    /// <summary>
    /// Supported or contradicted when every number is significant one way, mixed when two significant ones disagree, else no difference shown. A raw
    /// variance that agrees while its scale-free number does not reads supported, explained by scale.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="outcomes">The outcome of each of its numbers, in their order.</param>
    /// <exception cref="ArgumentException">There are not as many outcomes as numbers.</exception>
    public static Verdict Decide(StudyClaim claim, IReadOnlyList<NumberOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (outcomes.Count != claim.Numbers.Count)
        {
            throw new ArgumentException($"Expected {claim.Numbers.Count} outcomes for '{claim.Id}', found {outcomes.Count}.", nameof(outcomes));
        }

        if (IsExplainedByScale(claim, outcomes))
        {
            return Verdict.SupportedExplainedByScale;
        }

        bool agrees = outcomes.Contains(NumberOutcome.Agrees);
        bool contradicts = outcomes.Contains(NumberOutcome.Contradicts);
        bool decided = outcomes.All(outcome => outcome is NumberOutcome.Agrees or NumberOutcome.Contradicts);
        return (agrees, contradicts, decided) switch
        {
            (true, true, _) => Verdict.Mixed,
            (true, false, true) => Verdict.Supported,
            (false, true, true) => Verdict.Contradicted,
            _ => Verdict.NoDifferenceShown,
        };
    }

    private static bool IsExplainedByScale(StudyClaim claim, IReadOnlyList<NumberOutcome> outcomes)
    {
        if (claim.ScaleFreeMetric is null)
        {
            return false;
        }

        var numbers = claim.Numbers.Zip(outcomes).ToList();
        return numbers.Where(number => number.First.Metric != claim.ScaleFreeMetric).All(number => number.Second == NumberOutcome.Agrees)
            && numbers.Any(number => number.First.Metric == claim.ScaleFreeMetric && number.Second != NumberOutcome.Agrees);
    }
}
