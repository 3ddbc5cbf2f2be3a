using System.Globalization;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Recommending;

/// <summary>Answers in the terms of the question from a study's evidence alone, and abstains where nothing is shown.</summary>
public static class StudyAnswers
{
    /// <summary>The answer.</summary>
    /// <param name="results">The results of the study, or of the part of it that is complete.</param>
    /// <param name="context">What is known beside them.</param>
    public static StudyAnswer Of(StudyResults results, AnswerContext context)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(context);
        StudyRecommendation advice = results.Recommendation;
        (string? arm, string headline) = Headline(advice, context.Question.Task);
        string[] others = [.. advice.Sentences.Skip(1)];
        return new StudyAnswer
        {
            Arm = arm,
            Sentences =
            [
                headline,
                .. Reached(results, context),
                .. others,
                .. Terms(results, context),
                context.Data.Sizes(),
                $"{context.Data.Labels()} What wrong labels do to either loss was not tried.",
                .. Times(context),
            ],
            WouldChange = [.. advice.WouldChange, .. PlanWords.LeftOut(context.Plan, context.Facts), .. context.IsWhole ? [] : (string[])["The rest of the study, which the time did not suffice for."]],
            Units = advice.Units,
        };
    }

    private static (string? Arm, string Headline) Headline(StudyRecommendation advice, RecommendedTask task)
    {
        if (task == RecommendedTask.Both || advice.Tasks.Count == 0)
        {
            return (advice.Arm, advice.Sentences[0]);
        }

        TaskAdvice asked = advice.Tasks.First(candidate => candidate.Task == (task == RecommendedTask.Retrieval ? TaskAdvice.Retrieval : TaskAdvice.Classification));
        return asked switch
        {
            { Arm: { } arm } => (arm, $"For {asked.Task}, use {arm}: it is shown to be better, and no other one is."),
            { IsMeasured: false } => (null, $"No loss is recommended for {asked.Task}: test classes are others than those trained on, so that nothing was classified. Choose by retrieval, or divide the items so that each class is in both parts."),
            _ => (null, $"No loss is recommended for {asked.Task}: none is shown to be better than every other there."),
        };
    }

    private static IEnumerable<string> Reached(StudyResults results, AnswerContext context)
    {
        if (context.IsWhole)
        {
            yield break;
        }

        int seeds = results.Spec.File.Seeds;
        string tracks = results.Spec.File.Tracks.Contains(Track.Tuned) ? "as they are and tuned" : "as they are";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"The time ran out before the end: this is of {seeds} of {context.Plan.Seeds} seeds, options {tracks}{(results.Spec.File.ShuffledCanary ? string.Empty : "; the check on permuted labels was not reached")}.");
    }

    private static IEnumerable<string> Terms(StudyResults results, AnswerContext context)
    {
        string[] told = ["fine-detail", "intra-variance", "strong-updates", "early-updates"];
        Track track = results.Spec.File.Tracks.Contains(Track.Tuned) ? Track.Tuned : Track.AsIs;
        bool any = results.Claims.Any(claim => claim.Track == track && told.Contains(claim.Id) && (claim.Verdict is Claims.Verdict.Supported or Claims.Verdict.Contradicted));
        if (!any && results.Spec.File.Seeds >= SeedCounts.Fewest)
        {
            yield return "Fine-grained detail and hard samples, or smooth and broad refinement: nothing is shown either way here.";
        }

        if (!context.Data.HasLevels)
        {
            yield return "Detail inside classes could be judged by the spread of classes alone: the labels have one level. Folders of category/class/file have two.";
        }
    }

    private static IEnumerable<string> Times(AnswerContext context)
    {
        (string Loss, IReadOnlyList<double> Seconds)[] times = [.. context.TrainingSeconds.Where(entry => entry.Value.Count > 0).Select(entry => (entry.Key, entry.Value)).OrderBy(entry => Median(entry.Value))];
        if (times.Length < 2)
        {
            yield break;
        }

        // What else the machine did is in these times too: only times that do not overlap say anything of the losses.
        string list = Words.Join([.. times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{Median(time.Seconds):0.#} s with {time.Loss} ({time.Seconds.Min():0.#} to {time.Seconds.Max():0.#})"))]);
        bool apart = times.Skip(1).All(other => other.Seconds.Min() > times[0].Seconds.Max());
        yield return $"A training took {list}, in the middle, on this machine: {(apart ? $"time speaks for {times[0].Loss}" : "the times overlap, so that time speaks for no loss")}.";
    }

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
