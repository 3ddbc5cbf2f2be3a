using System.Globalization;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Writes figures into a recommendation and keeps the list of those it cites.</summary>
internal sealed class CitedFigures(ComparisonResults results)
{
    private const int MostTold = 3;

    private readonly List<string> _cited = [];

    internal IReadOnlyList<string> Cited => [.. _cited.Distinct()];

    /// <summary>
    /// One number of some arms, e.g. <c>MAP@R 0.953 [0.948, 0.958] (triplet) against 0.940 [0.931, 0.949] (contrastive), corrected p = 0.003</c>; empty where
    /// no arm has it. Of more than three arms the first and the best of the others are told.
    /// </summary>
    internal string Of(string experiment, string metric, IReadOnlyList<string> arms)
    {
        List<ArmSummary> summaries = [.. arms.Select(arm => results.Summary(experiment, arm, metric)).OfType<ArmSummary>()];
        if (summaries.Count == 0)
        {
            return string.Empty;
        }

        _cited.Add($"{experiment}/{metric}");
        List<string> parts = summaries.Count <= MostTold
            ? [.. summaries.Select(Told)]
            : [Told(summaries[0]), $"{Told(Best(metric, summaries.Skip(1)))}, the best of these {(summaries.Count - 1).ToString(CultureInfo.InvariantCulture)}"];

        // Of several comparisons with the first arm the weakest decides whether it is better than all.
        double?[] corrected = [.. arms.Skip(1).Select(arm => results.Comparison(experiment, metric, arms[0], arm)?.HolmP)];
        string p = corrected.Length == 0 || corrected.Any(value => value is null) ? string.Empty : $", corrected {ResultFormat.P(corrected.Max()!.Value)}";
        return $"{ResultFormat.Title(metric)} {string.Join(" against ", parts)}{p}";
    }

    private static string Told(ArmSummary summary) => $"{ResultFormat.Interval(summary)} ({summary.Arm})";

    private static ArmSummary Best(string metric, IEnumerable<ArmSummary> summaries) =>
        MetricCatalog.Get(metric).Direction == MetricDirection.LowerIsBetter ? summaries.MinBy(summary => summary.Mean)! : summaries.MaxBy(summary => summary.Mean)!;

    /// <summary>Several numbers, those that exist; of more than three arms the lowest and the highest.</summary>
    internal string All(string experiment, IEnumerable<string> metrics, IReadOnlyList<string> arms) =>
        string.Join("; ", metrics.Select(metric => arms.Count <= MostTold ? Of(experiment, metric, arms) : Range(experiment, metric, arms)).Where(text => text.Length > 0));

    private string Range(string experiment, string metric, IReadOnlyList<string> arms)
    {
        ArmSummary[] summaries = [.. arms.Select(arm => results.Summary(experiment, arm, metric)).OfType<ArmSummary>().OrderBy(summary => summary.Mean)];
        if (summaries.Length == 0)
        {
            return string.Empty;
        }

        _cited.Add($"{experiment}/{metric}");
        return $"{ResultFormat.Title(metric)} from {Told(summaries[0])} to {Told(summaries[^1])}";
    }

    /// <summary>Which of some metrics are at their ceiling, as the end of a sentence; empty where none is.</summary>
    internal string Ceilings(IEnumerable<string> metrics)
    {
        List<string> ceilings = [];
        foreach (string metric in metrics.Where(metric => TableMarks.IsAtCeiling(results, metric)))
        {
            ceilings.Add($"{ResultFormat.Title(metric)} {ResultFormat.Interval(results.Summary(ExperimentSpec.Main, BaselineResult.RawInput, metric)!)}");
            _cited.Add($"{ExperimentSpec.Main}/{metric}");
        }

        return ceilings.Count == 0 ? string.Empty : $" (ceiling: the raw input alone reaches {string.Join(", ", ceilings)})";
    }
}
