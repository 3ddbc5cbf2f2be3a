using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies;

/// <summary>Advises from a study's evidence alone, in the terms of the question: fine detail and hard samples, or smooth, broad refinement; and abstains when nothing is shown.</summary>
/// <remarks>
/// Of a data set, the track counts whose conditions are matched best: tuned, then margin-matched, then budget-matched, then as is. Advice names an arm only where the data sets that show
/// anything show the same.
/// </remarks>
internal static class StudyRecommender
{
    private static readonly (string Task, string[] Metrics)[] TaskMetrics =
    [
        (TaskAdvice.Retrieval, [MetricCatalog.MapAtR, MetricCatalog.RecallAt1]),
        (TaskAdvice.Classification, [MetricCatalog.LinearProbe, MetricCatalog.KnnAccuracy]),
    ];

    private static readonly Track[] Preferred = [Track.Tuned, Track.MarginMatched, Track.BudgetMatched, Track.AsIs];

    internal static StudyRecommendation Advise(StudyResults results, FinishedRuns runs)
    {
        TrackResults[] evidence =
        [
            .. from dataset in results.Spec.Datasets
               let entries = results.Entries.Where(entry => entry.Dataset == dataset.Name).ToArray()
               where entries.Length > 0
               select entries.OrderBy(entry => Array.IndexOf(Preferred, entry.Track)).First(),
        ];
        StudyFinding? broken = results.Findings.FirstOrDefault(finding => finding.Id is "shuffled-learned");
        var sentences = new List<string>();
        string[] winners = [.. evidence.Select(entry => entry.Comparison.Recommendation.Arm).OfType<string>().Distinct()];
        string? arm = broken is null && winners is [var only] ? only : null;
        if (broken is not null)
        {
            sentences.Add($"No loss is recommended: {broken.Message}");
        }
        else if (results.Spec.File.Seeds < SeedCounts.Fewest)
        {
            sentences.Add(FormattableString.Invariant($"No loss is recommended: with {Count(results.Spec.File.Seeds, "seed")} nothing was tested; a test needs {SeedCounts.Fewest}."));
        }
        else if (winners.Length == 0)
        {
            sentences.Add("No loss is recommended: no data set shows one to be better, so the simpler or the faster one will do.");
        }
        else if (arm is not null)
        {
            sentences.Add($"Use {arm}: {Count(evidence.Count(entry => entry.Comparison.Recommendation.Arm == arm), "data set")} of {evidence.Length} shows it to be better, and none shows another one.");
        }
        else
        {
            sentences.Add($"It depends on the data: {string.Join("; ", evidence.Where(entry => entry.Comparison.Recommendation.Arm is not null).Select(entry => $"{entry.Dataset} speaks for {entry.Comparison.Recommendation.Arm}"))}.");
        }

        sentences.AddRange(evidence.Select(entry => $"{entry.Dataset} ({StudyWords.Of(entry.Track)}): {entry.Comparison.Recommendation.Text}"));
        TaskAdvice[] tasks = [.. broken is null ? TaskMetrics.Select(task => ForTask(task.Task, task.Metrics, evidence)) : []];
        sentences.AddRange(tasks.Select(task => OfTask(task, results.Spec.File.Seeds)));
        sentences.AddRange(InTheStudysTerms(results, evidence));
        sentences.AddRange(results.Spec.Datasets.Where(set => evidence.Any(entry => entry.Dataset == set.Name)).Select(OfSize));
        return new StudyRecommendation
        {
            Arm = arm,
            Sentences = sentences,
            WouldChange = [.. WouldChange(results, evidence)],
            Units = [.. evidence.SelectMany(entry => runs.Of(entry.Dataset, entry.Track, RunRole.Final)).Select(entry => entry.Run.UnitId).Distinct()],
            Tasks = tasks,
        };
    }

    /// <summary>The arm that the numbers of one task speak for on every data set where they speak for any.</summary>
    private static TaskAdvice ForTask(string task, IReadOnlyList<string> metrics, TrackResults[] evidence)
    {
        string[] winners =
        [
            .. (from entry in evidence
                from metric in metrics
                select TableMarks.Better(entry.Comparison, metric, entry.Comparison.Spec.Experiments[0].Name)).OfType<string>().Distinct(),
        ];
        bool measured = evidence.Any(entry => metrics.Any(metric => entry.Comparison.Spec.Arms.Any(arm => entry.Comparison.Summary(entry.Comparison.Spec.Experiments[0].Name, arm.Name, metric) is not null)));
        return new TaskAdvice(task, measured, winners is [var only] ? only : null);
    }

    private static string OfTask(TaskAdvice advice, int seeds) => advice switch
    {
        { IsMeasured: false } => $"{Capital(advice.Task)}: not measured, because test classes are others than those trained on.",
        { Arm: { } arm } => $"{Capital(advice.Task)}: {arm}.",
        _ when seeds < SeedCounts.Fewest => $"{Capital(advice.Task)}: not tested.",
        _ => $"{Capital(advice.Task)}: no loss is shown to be better than every other.",
    };

    private static string OfSize(ResolvedDataset set) => FormattableString.Invariant(
        $"This holds for data such as {set.Name}: {set.Facts.TrainItems:N0} training items, {set.Facts.ClassNames.Count:N0} classes in all; other sizes were not tried.");

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static IEnumerable<string> InTheStudysTerms(StudyResults results, TrackResults[] evidence)
    {
        (string Claim, string Supported, string Contradicted)[] terms =
        [
            ("fine-detail", "Where fine detail inside classes matters, triplet loss keeps more of it here", "Fine detail inside classes is kept better by contrastive loss here"),
            ("intra-variance", "Triplet loss leaves more room inside classes here, also in proportion to the distances between them", "Contrastive loss leaves more room inside classes here, also in proportion to the distances between them"),
            ("strong-updates", "Triplet loss keeps working on hard samples late in training here", "Contrastive loss is the one that makes the stronger late updates here"),
            ("early-updates", "Contrastive loss refines smoothly and broadly at first here: many small updates", "The early updates of contrastive loss are not the many small ones that the study tells of"),
        ];
        foreach ((string claim, string supported, string contradicted) in terms)
        {
            string[] of(Verdict verdict) => [.. evidence.Where(entry => entry.Comparison.Claims.Any(candidate => candidate.Id == claim && candidate.Verdict == verdict)).Select(entry => entry.Dataset)];
            string[] yes = of(Verdict.Supported);
            string[] no = of(Verdict.Contradicted);
            if (yes.Length > 0 && no.Length == 0)
            {
                yield return $"{supported} ({string.Join(", ", yes)}).";
            }
            else if (no.Length > 0 && yes.Length == 0)
            {
                yield return $"{contradicted} ({string.Join(", ", no)}).";
            }
        }
    }

    private static IEnumerable<string> WouldChange(StudyResults results, TrackResults[] evidence)
    {
        foreach (TrackResults entry in evidence)
        {
            PairEffect[] open = [.. entry.Effects.Where(effect => effect.Metric == results.Spec.File.Metrics[0] && effect.SeedsNeeded is not null)];
            if (open.MinBy(effect => effect.SeedsNeeded) is { } nearest)
            {
                yield return FormattableString.Invariant($"On {entry.Dataset}, {nearest.SeedsNeeded} seeds would show a difference of {nearest.First} and {nearest.Second} in {MetricCatalog.Get(nearest.Metric).Title} as large as the one seen.");
            }
        }

        if (results.Spec.File.Seeds < SeedCounts.Fewest)
        {
            yield return FormattableString.Invariant($"At least {SeedCounts.Fewest} seeds, below which nothing is tested.");
        }

        foreach (string message in results.Findings.Where(finding => finding.Severity == Severity.Warning && finding.Id is "still-improving" or "margin-not-matched" or "diverged").Select(finding => finding.Message).Take(3))
        {
            yield return message;
        }

        if (results.Spec.Skipped.Count > 0)
        {
            yield return $"The data sets that were not found: {string.Join(", ", results.Spec.Skipped.Select(set => set.Name))}.";
        }
    }

    private static string Count(int count, string noun) => FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
