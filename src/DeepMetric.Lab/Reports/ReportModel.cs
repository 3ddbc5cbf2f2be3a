using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports;

/// <summary>The records, looked up the way a page needs them.</summary>
internal sealed class ReportModel
{
    /// <summary>More arms than this are rows of tables, not columns.</summary>
    public const int MostColumns = 4;

    private readonly Dictionary<(string Experiment, string Arm, string Metric), ArmSummary> _summaries = [];
    private readonly ILookup<(string Experiment, string Metric), PairedComparison> _comparisons;

    /// <summary>Indexes the records.</summary>
    /// <param name="input">The records.</param>
    /// <param name="looks">The names of all arms of a page that shows several comparisons, so that one has the same look in each; by default those of the comparison.</param>
    /// <exception cref="ArgumentException">The specification has no experiment or no arm.</exception>
    public ReportModel(ReportInput input, IReadOnlyList<string>? looks = null)
    {
        Input = input;
        if (Spec.Experiments.Count == 0 || Spec.Arms.Count == 0)
        {
            throw new ArgumentException(
                $"A report needs at least 1 experiment and 1 arm; the specification has {Spec.Experiments.Count} and {Spec.Arms.Count}.", nameof(input));
        }

        Main = Spec.Experiments.FirstOrDefault(experiment => experiment.Name == ExperimentSpec.Main) ?? Spec.Experiments[0];
        string[] known = [.. looks ?? [.. Spec.Arms.Select(arm => arm.Name)]];
        Arms = [.. Spec.Arms.Select(arm => new ReportArm(arm.Name, arm.Loss, Array.IndexOf(known, arm.Name)))];
        foreach (ArmSummary summary in Results.Summaries)
        {
            _summaries[(summary.Experiment, summary.Arm, summary.Metric)] = summary;
        }

        _comparisons = Results.Comparisons.ToLookup(comparison => (comparison.Experiment, comparison.Metric));
        Tests = Results.Comparisons.Count(comparison => comparison.HolmP is not null);
    }

    /// <summary>The records themselves.</summary>
    public ReportInput Input { get; }

    /// <summary>The numbers and verdicts.</summary>
    public ComparisonResults Results => Input.Results;

    /// <summary>What was run.</summary>
    public ComparisonSpec Spec => Results.Spec;

    /// <summary>The experiment that the tables come from.</summary>
    public ExperimentSpec Main { get; }

    /// <summary>The arms with their looks.</summary>
    public IReadOnlyList<ReportArm> Arms { get; }

    /// <summary>Whether there are so many arms that a table has a row for each, and a chart shows them one by one or without bands.</summary>
    public bool HasManyArms => Arms.Count > MostColumns;

    /// <summary>The tests that Holm's correction runs over.</summary>
    public int Tests { get; }

    /// <summary>The arms that take part in an experiment.</summary>
    public IReadOnlyList<ReportArm> ArmsOf(string experiment) =>
        Spec.Experiments.FirstOrDefault(candidate => candidate.Name == experiment) is { } found ? [.. Arms.Where(arm => found.Has(arm.Name))] : Arms;

    /// <summary>The mean of an arm or of the untrained net; null where the number is not defined.</summary>
    public ArmSummary? Summary(string experiment, string arm, string metric) => _summaries.GetValueOrDefault((experiment, arm, metric));

    /// <summary>A baseline's number; an experiment without baselines of its own has those of the one with the same labels.</summary>
    public ArmSummary? Baseline(string experiment, string name, string metric)
    {
        bool coarse = Spec.Experiments.FirstOrDefault(candidate => candidate.Name == experiment)?.CoarseLabels ?? false;
        IEnumerable<string> candidates = Spec.Experiments.Where(candidate => candidate.CoarseLabels == coarse).Select(candidate => candidate.Name);
        foreach (string candidate in candidates.Prepend(experiment))
        {
            if (Summary(candidate, name, metric) is { } summary)
            {
                return summary;
            }

            double[] values = [.. Results.Baselines
                .Where(baseline => baseline.Experiment == candidate && baseline.Name == name && baseline.Numbers.ContainsKey(metric))
                .Select(baseline => baseline.Numbers[metric])];
            if (values.Length > 0)
            {
                return new ArmSummary { Experiment = candidate, Arm = name, Metric = metric, Count = values.Length, Mean = values.Average() };
            }
        }

        return null;
    }

    /// <summary>The paired tests of a number.</summary>
    public IEnumerable<PairedComparison> Comparisons(string experiment, string metric) => _comparisons[(experiment, metric)];

    /// <summary>The test of two arms as second minus first, turned round where it was recorded the other way; null where none was made.</summary>
    public PairedComparison? Comparison(string experiment, string metric, string first, string second)
    {
        PairedComparison? comparison = Results.Comparison(experiment, metric, first, second);
        return comparison is null || comparison.First == first
            ? comparison
            : comparison with
            {
                First = first,
                Second = second,
                Difference = -comparison.Difference,
                Low = -comparison.High,
                High = -comparison.Low,
                T = -comparison.T,
            };
    }

    /// <summary>The test of triplet minus contrastive; null where the comparison has not both.</summary>
    public PairedComparison? ClaimComparison(string experiment, string metric) =>
        ClaimPair.Of(Spec) is { } pair ? Comparison(experiment, metric, pair.Contrastive, pair.Triplet) : null;

    /// <summary>The test of an experiment of two arms, as second minus first of the specification; null without one.</summary>
    public PairedComparison? PairComparison(string experiment, string metric) =>
        ArmsOf(experiment) is [var first, var second] ? Comparison(experiment, metric, first.Name, second.Name) : null;

    /// <summary>The arm that a table marks: significantly better than every other one; null where there is none.</summary>
    public string? Better(string experiment, MetricInfo metric) => TableMarks.Better(Results, metric.Id, experiment);

    /// <summary>The mark that says that the raw input does about as well; null where it does not.</summary>
    public Finding? Ceiling(string metric) => Results.Findings.FirstOrDefault(finding => finding.Id == CeilingRule.RuleId && finding.Metric == metric);

    /// <summary>Whether any run of the experiment has a value of the metric.</summary>
    public bool Has(string experiment, string metric) => Arms.Any(arm => Summary(experiment, arm.Name, metric) is not null);

    /// <summary>The records of an arm's runs in the order of the seeds, those without any left out.</summary>
    public IReadOnlyList<T> PerSeed<T>(IReadOnlyDictionary<UnitKey, T> records, string experiment, ReportArm arm)
    {
        var found = new List<T>();
        foreach (int seed in Spec.Seeds)
        {
            if (records.TryGetValue(new UnitKey(experiment, arm.Name, seed), out T? record))
            {
                found.Add(record);
            }
        }

        return found;
    }

    /// <summary>The first seed for which some arm of the experiment has a showcase; null without any.</summary>
    public int? ShowcaseSeed(string experiment)
    {
        foreach (int seed in Spec.Seeds)
        {
            if (Arms.Any(arm => Input.Showcases.ContainsKey(new UnitKey(experiment, arm.Name, seed))))
            {
                return seed;
            }
        }

        return null;
    }

    /// <summary>The name of a class.</summary>
    public string ClassName(int label) =>
        label >= 0 && label < Results.Dataset.ClassNames.Count ? Results.Dataset.ClassNames[label] : "class " + Numerals.Count(label);
}
