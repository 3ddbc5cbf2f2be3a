using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>The records of a study, looked up the way a page needs them.</summary>
internal sealed class StudyModel
{
    public StudyModel(StudyReportInput input)
    {
        Input = input;
        string[] looks = [.. File.Arms.Select(arm => arm.Title)];
        Arms = [.. File.Arms.Select((arm, index) => new ReportArm(arm.Title, arm.Loss, index))];
        Entries = [.. Results.Entries.Select(entry => new StudyEntry(entry, File.Metrics, looks))];
        Tests = Results.Entries.Sum(entry => entry.Comparison.Comparisons.Count(test => test.HolmP is not null));
        Findings = FindingLines.Of(Results);
    }

    /// <summary>The records themselves.</summary>
    public StudyReportInput Input { get; }

    /// <summary>The results.</summary>
    public StudyResults Results => Input.Results;

    /// <summary>What was run.</summary>
    public StudySpec Spec => Results.Spec;

    /// <summary>What its author wrote.</summary>
    public StudyFile File => Spec.File;

    /// <summary>All arms with their looks, the same on every data set.</summary>
    public IReadOnlyList<ReportArm> Arms { get; }

    /// <summary>Each data set on each track.</summary>
    public IReadOnlyList<StudyEntry> Entries { get; }

    /// <summary>The tests that Holm's correction runs over.</summary>
    public int Tests { get; }

    /// <summary>The ranks by scores; what describes and is no score has no best.</summary>
    public IReadOnlyList<RankSummary> Ranks => [.. Results.Ranks.Where(rank => MetricCatalog.Get(rank.Metric).Direction != MetricDirection.Neither)];

    /// <summary>The objections as they are shown.</summary>
    public IReadOnlyList<FindingLine> Findings { get; }

    /// <summary>The metric that trials are judged by.</summary>
    public MetricInfo TuningMetric => MetricCatalog.Get(File.Tuning.Metric);

    /// <summary>A data set's tracks.</summary>
    public IReadOnlyList<StudyEntry> EntriesOf(string dataset) => [.. Entries.Where(entry => entry.Results.Dataset == dataset)];

    /// <summary>The id of a data set's part of the page.</summary>
    public string IdOf(string dataset) => FormattableString.Invariant($"data-{Spec.Datasets.Select(set => set.Name).ToList().IndexOf(dataset) + 1}");

    /// <summary>What was compared, in a few sentences.</summary>
    public string Facts()
    {
        string quick = Spec.IsQuick ? "The quick form of the study. " : string.Empty;
        return $"{quick}{Counted(Spec.Datasets.Count, "data set")}: {Words.Join([.. Spec.Datasets.Select(set => set.Name)])}. "
            + $"{Counted(File.Arms.Count, "arm")}: {Words.Join([.. Arms.Select(arm => arm.Name)])}. "
            + $"{Counted(File.Seeds, "seed")} per arm{(File.Folds is int folds ? $", {Numerals.Count(folds)} folds" : string.Empty)}. "
            + $"{(File.Tracks.Count == 1 ? "Track" : "Tracks")}: {Words.Join([.. File.Tracks.Select(StudyWords.Of)])}.";
    }

    /// <summary>The facts of a data set, in a sentence.</summary>
    public static string FactsOf(ResolvedDataset set)
    {
        DatasetFacts facts = set.Facts;
        string disjoint = set.IsClassDisjoint ? " The test classes are not seen in training." : string.Empty;
        return $"{Numerals.Count(facts.TrainItems)} training and {Numerals.Count(facts.TestItems)} test items of {string.Join("×", facts.ItemShape.Select(side => Numerals.Count(side)))}, "
            + $"{Counted(facts.ClassNames.Count, "class", "classes")}. {set.Run.Net.Backbone} with {Numerals.Count(set.Run.Net.EmbeddingSize)} dimensions, "
            + $"{Counted(set.Run.Experiments[0].Epochs, "epoch")}, batches of {set.Run.ClassesPerBatch} classes × {set.Run.SamplesPerClass} items.{disjoint}";
    }

    /// <summary>A count and its noun.</summary>
    public static string Counted(int count, string one, string? several = null) => $"{Numerals.Count(count)} {(count == 1 ? one : several ?? one + "s")}";

    /// <summary>The mean and interval of numbers of one arm.</summary>
    public static ArmSummary? SummaryOf(string experiment, string arm, string metric, IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        SummaryStatistics statistics = SummaryStatistics.Of(values);
        return new ArmSummary { Experiment = experiment, Arm = arm, Metric = metric, Count = values.Count, Mean = statistics.Mean, Low = statistics.Low, High = statistics.High };
    }
}
