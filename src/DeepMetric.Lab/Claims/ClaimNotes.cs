using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>The remarks beside a verdict.</summary>
internal static class ClaimNotes
{
    internal static string WhyNotTested(StudyClaim claim, ClaimPair? pair, DatasetFacts dataset)
    {
        if (pair is null)
        {
            return $"The claim is about the losses {ClaimPair.ContrastiveLoss} and {ClaimPair.TripletLoss}; the run has not both.";
        }

        if (!claim.OnFinerLabels)
        {
            return $"The run has no experiment '{ExperimentSpec.Main}'.";
        }

        return dataset.FineName is null || dataset.CoarseName is null
            ? $"The data set {dataset.Name} has one level of labels."
            : $"The experiment that trains on {dataset.CoarseName} and evaluates on {dataset.FineName} was not run.";
    }

    internal static IEnumerable<string> Of(StudyClaim claim, ClaimPair pair, IReadOnlyList<ClaimNumber> numbers, Verdict verdict, ComparisonResults results)
    {
        int seeds = results.Spec.Seeds.Count;
        if (seeds < SeedCounts.Enough)
        {
            yield return seeds < SeedCounts.Fewest
                ? $"{Seeds(seeds)}: a test needs {SeedCounts.Fewest}."
                : $"Only {Seeds(seeds)}: a verdict should rest on {SeedCounts.Enough}.";
        }

        foreach (ClaimNumber number in numbers.Where(number => number.Outcome == NumberOutcome.Undefined))
        {
            yield return Undefined(number, pair, results);
        }

        if (verdict == Verdict.SupportedExplainedByScale)
        {
            yield return Scale(claim, numbers);
        }

        foreach (string metric in claim.Beside)
        {
            if (Beside(claim.Experiment(paperForm: false), metric, pair, results) is string beside)
            {
                yield return beside;
            }
        }

        foreach ((string loss, string arm) in new[] { (ClaimPair.ContrastiveLoss, pair.Contrastive), (ClaimPair.TripletLoss, pair.Triplet) })
        {
            if (results.Spec.Arms.Count(candidate => candidate.Loss == loss) > 1)
            {
                yield return $"Several arms train {loss} loss; tested is '{arm}'.";
            }
        }
    }

    private static string Seeds(int count) => count == 1 ? "1 seed" : $"{count} seeds";

    private static string Undefined(ClaimNumber number, ClaimPair pair, ComparisonResults results)
    {
        int seeds = results.Spec.Seeds.Count;
        IEnumerable<string> arms =
            from arm in new[] { pair.Contrastive, pair.Triplet }
            let undefined = seeds - (results.Summary(number.Experiment, arm, number.Metric)?.Count ?? 0)
            where undefined > 0
            select $"{arm} in {undefined} of {seeds} seeds";
        string state = number.Metric == MetricCatalog.EpochsToHalf ? "not reached" : "not defined";
        return $"{ResultFormat.Title(number.Metric)} is {state} for {string.Join(" and ", arms)}, so it cannot agree.";
    }

    private static string Scale(StudyClaim claim, IReadOnlyList<ClaimNumber> numbers)
    {
        PredictedNumber scaleFree = claim.Numbers.Single(number => number.Metric == claim.ScaleFreeMetric);
        string predicted = scaleFree.Sign > 0 ? "higher" : "lower";
        string found = numbers.Single(number => number.Metric == claim.ScaleFreeMetric).Outcome == NumberOutcome.Contradicts
            ? "it is significantly the opposite"
            : "that is not shown";
        return $"Beyond scale, {ResultFormat.Title(scaleFree.Metric)} would have to be {predicted} for triplet too; {found}.";
    }

    private static string? Beside(string experiment, string metric, ClaimPair pair, ComparisonResults results)
    {
        ArmSummary? contrastive = results.Summary(experiment, pair.Contrastive, metric);
        ArmSummary? triplet = results.Summary(experiment, pair.Triplet, metric);
        return contrastive is null || triplet is null
            ? null
            : $"Beside it, {ResultFormat.Title(metric)}: {ResultFormat.Interval(contrastive)} ({pair.Contrastive}), {ResultFormat.Interval(triplet)} ({pair.Triplet}).";
    }
}
