using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Says what to use, in two or three sentences that rest on figures of this run alone.</summary>
/// <remarks>
/// What decides are the corrected decisions on retrieval and classification (main experiment) and on finer labels. How the losses spend their updates is
/// told, in the study's terms, where a claim about it was decided, but recommends nothing by itself.
/// </remarks>
public static class Recommender
{
    private static readonly string[] TaskMetrics = [MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.LinearProbe, MetricCatalog.KnnAccuracy];

    // Cited when nothing decides: the first number of retrieval and of classification.
    private static readonly string[] TaskMetricsCited = [MetricCatalog.MapAtR, MetricCatalog.LinearProbe];

    /// <summary>Words the recommendation.</summary>
    /// <param name="results">The results, with claims and findings.</param>
    public static Recommendation Recommend(ComparisonResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var figures = new CitedFigures(results);
        IReadOnlyList<string> arms = [.. results.Spec.Arms.Select(arm => arm.Name)];
        if (results.Spec.ShuffledLabels != "none")
        {
            return Nothing("No loss is recommended: labels were permuted, so this run checks the apparatus.", figures, TaskMetricsCited, arms);
        }

        if (arms.Count < 2)
        {
            return Nothing("No loss is recommended: only one arm was run, so there is nothing to choose between.", figures, TaskMetricsCited, arms);
        }

        return results.Spec.Seeds.Count < SeedCounts.Fewest
            ? Nothing($"No loss is recommended: below {SeedCounts.Fewest} seeds nothing was tested.", figures, TaskMetricsCited, arms)
            : FromEvidence(results, figures, arms);
    }

    private static Recommendation FromEvidence(ComparisonResults results, CitedFigures figures, IReadOnlyList<string> arms)
    {
        // Of two arms the study's pair is told in the study's terms; more arms are compared with one another.
        ClaimPair? pair = arms.Count == 2 ? ClaimPair.Of(results.Spec) : null;
        IReadOnlyList<string> fineArms = pair is null ? arms : [pair.Contrastive, pair.Triplet];
        string? FineBetter(string metric) => TableMarks.Better(results, metric, ExperimentSpec.Fine, fineArms);
        List<(string Metric, string Arm)> tasks = Winners(TaskMetrics, metric => TableMarks.Better(results, metric));
        List<(string Metric, string Arm)> fine = Winners(StudyClaims.FineDetail.Numbers.Select(number => number.Metric), FineBetter);
        string? taskArm = Agreed(tasks);
        string? fineArm = Agreed(fine);

        string task = TaskSentence(results, figures, tasks, taskArm, arms);
        string? detail = FineSentence(results, figures, fine, fineArm, fineArms);
        bool taskDecides = tasks.Count > 0;

        // Evidence both ways leaves the choice to the use: each sentence then says which arm it speaks for.
        string? arm = taskDecides && taskArm is null ? null
            : fine.Count > 0 && fineArm is null ? null
            : taskArm is not null && fineArm is not null && taskArm != fineArm ? null
            : taskArm ?? fineArm;
        string?[] sentences = arm is null && (taskDecides || fine.Count > 0) ? ["The evidence points both ways.", task, detail]
            : !taskDecides && fineArm is not null ? [detail, task, UpdateSentence.Of(results, figures, pair)]
            : [task, detail, UpdateSentence.Of(results, figures, pair)];
        return new Recommendation
        {
            Arm = arm,
            Text = string.Join(' ', sentences.Where(sentence => sentence is not null)),
            Cites = figures.Cited,
        };
    }

    private static string TaskSentence(ComparisonResults results, CitedFigures figures, List<(string Metric, string Arm)> winners, string? agreed, IReadOnlyList<string> arms)
    {
        string ceiling = figures.Ceilings(TaskMetrics);
        if (winners.Count == 0)
        {
            if (arms.Count > 2 && LeadSentence.Of(results, figures, ExperimentSpec.Main, TaskMetrics, arms) is string lead)
            {
                return $"For the labels trained on, {lead}{ceiling}.";
            }

            string cited = figures.All(ExperimentSpec.Main, TaskMetricsCited, arms);
            return $"Retrieval and classification show no reliable difference, so they speak for no loss: {cited}{ceiling}.";
        }

        // At most two figures, retrieval's first; where the winners disagree, one for each of them.
        IEnumerable<(string Metric, string Arm)> shown = agreed is null ? winners.DistinctBy(winner => winner.Arm) : winners.Take(2);
        string text = string.Join("; ", shown.Select(winner => figures.Of(ExperimentSpec.Main, winner.Metric, FirstOf(winner.Arm, arms))));
        return agreed is null
            ? $"Retrieval and classification disagree: {text}{ceiling}."
            : $"For the labels trained on, use {agreed}: {text}{ceiling}.";
    }

    private static string? FineSentence(
        ComparisonResults results, CitedFigures figures, List<(string Metric, string Arm)> winners, string? agreed, IReadOnlyList<string> arms)
    {
        if (results.Spec.Experiments.All(experiment => experiment.Name != ExperimentSpec.Fine))
        {
            return null;
        }

        string setting = results.Dataset is { CoarseName: string coarse, FineName: string finer }
            ? $"trained on {coarse} and evaluated on {finer}"
            : "trained on coarse labels and evaluated on finer ones";
        if (winners.Count == 0)
        {
            if (arms.Count > 2 && LeadSentence.Of(results, figures, ExperimentSpec.Fine, [MetricCatalog.RecallAt1, MetricCatalog.MapAtR], arms) is string lead)
            {
                return $"On distinctions inside a class ({setting}), {lead}.";
            }

            return $"Distinctions inside a class show no reliable difference either way ({setting}): "
                + $"{figures.All(ExperimentSpec.Fine, [MetricCatalog.RecallAt1], arms)}.";
        }

        IEnumerable<(string Metric, string Arm)> shown = agreed is null ? winners : winners.Take(1);
        string text = string.Join("; ", shown.Select(winner => figures.Of(ExperimentSpec.Fine, winner.Metric, FirstOf(winner.Arm, arms))));
        return agreed is null
            ? $"On distinctions inside a class ({setting}) the numbers disagree: {text}."
            : $"Where distinctions inside a class matter, use {agreed}: {setting}, {text}.";
    }

    private static Recommendation Nothing(string why, CitedFigures figures, IReadOnlyList<string> metrics, IReadOnlyList<string> arms)
    {
        string cited = figures.All(ExperimentSpec.Main, metrics, arms);
        return new Recommendation { Text = cited.Length == 0 ? why : $"{why} The figures are {cited}.", Cites = figures.Cited };
    }

    private static List<(string Metric, string Arm)> Winners(IEnumerable<string> metrics, Func<string, string?> better) =>
        [.. from metric in metrics let arm = better(metric) where arm is not null select (metric, arm)];

    private static string? Agreed(List<(string Metric, string Arm)> winners) =>
        winners.Select(winner => winner.Arm).Distinct().Count() == 1 ? winners[0].Arm : null;

    private static string[] FirstOf(string arm, IReadOnlyList<string> arms) => [arm, .. arms.Where(other => other != arm)];
}
