using System.Globalization;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>What page and Markdown say in the same words.</summary>
internal static class StudySentences
{
    /// <summary>On published numbers.</summary>
    public const string Published =
        "What publications report beside what came out here, on the first track of the data set. Variants of one arm (as published, as coded, corrected) stand below each other; "
        + "“within” says that the published number lies in the interval of ours.";

    /// <summary>On folds.</summary>
    public const string Folds = "The embeddings of an arm’s folds are laid side by side and evaluated as one, seed by seed; the tables above average over the folds instead.";

    /// <summary>On findings.</summary>
    public const string Findings = "What a careful reader should keep in mind. At a ceiling the raw input alone comes within 0.02 of the best arm, or above it, so that a score tells losses apart poorly.";

    /// <summary>On the table of all numbers.</summary>
    public const string Numbers = "Means over the seeds with 95 % intervals. The number of every single training is in numbers.csv and numbers.parquet.";

    /// <summary>On claims.</summary>
    public const string Claims =
        "A claim is supported or contradicted only when all of its numbers are significant and agree; “no difference shown” is a result too. Differences are triplet minus contrastive.";

    /// <summary>On claims over data sets.</summary>
    public const string OverallClaims =
        "A claim is supported (or contradicted) over all where some data set supports (contradicts) it and none does the opposite, and mixed where both happen.";

    /// <summary>On the effects of tests.</summary>
    public const string Effects =
        "The corrected p is Holm’s over all tests of the study, the false-discovery p Benjamini’s and Hochberg’s over those of the first metrics. g is the mean difference in standard deviations of the differences, "
        + "corrected for few seeds. Equivalent: a difference beyond the bound in brackets is ruled out. The permutation test needs 6 seeds. Seeds needed: how many would show a difference as large as this one with probability 0.8, "
        + "uncorrected.";

    /// <summary>On heat maps.</summary>
    public const string HeatMap = "Means over seeds; the more colour, the better within the column.";

    /// <summary>On diagrams of ranks.</summary>
    public const string Ranks = "Mean ranks over the data sets. Arms joined by a bar are not told apart: their ranks differ by less than Nemenyi’s critical difference at 0.05.";

    /// <summary>What the marks of result tables mean.</summary>
    public static string Key(StudyModel model) => model.Tests == 0
        ? "Nothing was tested: that needs two arms and 3 seeds. The intervals cover initialisation and batches, not the choice of test items."
        : $"▲ significantly better than every other arm: paired t test over seeds, p below 0.05 after Holm’s correction over all {Numerals.Count(model.Tests)} tests of the study. "
            + "Without a mark no arm was shown to be better than all others. The intervals are not corrected; they cover initialisation and batches, not the choice of test items.";

    /// <summary>The remarks that all tested claims have.</summary>
    public static IReadOnlyList<string> CommonNotes(StudyEntry entry)
    {
        ClaimVerdict[] claims = [.. entry.Tested];
        return claims.Length < 2 ? [] : [.. claims[0].Notes.Where(note => claims.All(claim => claim.Notes.Contains(note)))];
    }

    /// <summary>The claims that were not tested, with the reason; null where all were.</summary>
    public static string? NotTested(StudyEntry entry)
    {
        ClaimVerdict[] claims = [.. entry.NotTested];
        if (claims.Length == 0)
        {
            return null;
        }

        IEnumerable<string> reasons = claims.GroupBy(claim => string.Join(" ", claim.Notes)).Select(group => $"{Words.Join([.. group.Select(claim => claim.Id)])}{(group.Key.Length == 0 ? string.Empty : $" ({group.Key.TrimEnd('.')})")}");
        return $"Not tested: {string.Join("; ", reasons)}.";
    }

    /// <summary>How options were searched; null where they were not.</summary>
    public static string? Search(StudyModel model)
    {
        if (model.Results.Entries.All(entry => entry.Trials.Count == 0))
        {
            return null;
        }

        StudyTuning tuning = model.File.Tuning;
        string search = tuning.Search == SearchKind.Tpe ? "tree-structured Parzen estimates" : "random search";
        return $"{Numerals.Count(tuning.Trials)} trials per arm and data set by {search}, judged by {model.TuningMetric.Title} on training items set aside; no trial saw a test item. "
            + "Dots are trials, the line is the best so far, crosses failed.";
    }

    /// <summary>A bound within which differences count as none.</summary>
    public static string Bound(double bound) => bound.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>Which way a metric is better, for an axis of differences.</summary>
    public static string Axis(MetricInfo metric) => $"difference in {metric.Title}" + metric.Direction switch
    {
        MetricDirection.HigherIsBetter => " (above 0: the first named is better)",
        MetricDirection.LowerIsBetter => " (below 0: the first named is better)",
        _ => string.Empty,
    };
}
