using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Runs;

/// <summary>What was measured of losses by comparing them on one data set; the file that the pages about losses are made with.</summary>
public sealed record LossMeasurements
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-loss-measurements/1";

    /// <summary>The data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Training items.</summary>
    public required int TrainItems { get; init; }

    /// <summary>Test items.</summary>
    public required int TestItems { get; init; }

    /// <summary>The net's backbone, e.g. <c>convnet</c>.</summary>
    public required string Net { get; init; }

    /// <summary>Epochs of each training.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The processor, its cores and the threads used.</summary>
    public required string Machine { get; init; }

    /// <summary>The losses by name.</summary>
    public required IReadOnlyDictionary<string, LossMeasurement> Losses { get; init; }

    /// <summary>Takes the numbers out of the main experiment of finished comparisons.</summary>
    /// <param name="runs">The comparisons, all of the same settings but for the losses; where two have a loss, the later one counts.</param>
    /// <param name="costs">What a step of each loss costs, by name; may lack some.</param>
    /// <exception cref="ArgumentException">There is no run, or two have other settings.</exception>
    public static LossMeasurements Of(IReadOnlyList<(ComparisonResults Results, Timings Timings, EnvironmentFacts Environment)> runs, IReadOnlyDictionary<string, LossCost> costs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(costs);
        if (runs.Count == 0)
        {
            throw new ArgumentException("Expected at least one finished comparison, found none.", nameof(runs));
        }

        LossMeasurements[] all = [.. runs.Select(run => Of(run.Results, run.Timings, run.Environment, costs))];
        LossMeasurements first = all[0];
        foreach (LossMeasurements other in all)
        {
            if (other.Dataset != first.Dataset || other.Epochs != first.Epochs || other.Net != first.Net || !other.Seeds.SequenceEqual(first.Seeds))
            {
                throw new ArgumentException(
                    $"Expected comparisons of the same settings ({first.Dataset}, {first.Net}, {first.Epochs} epochs, seeds {string.Join(", ", first.Seeds)}), found {other.Dataset}, {other.Net}, {other.Epochs} epochs, seeds {string.Join(", ", other.Seeds)}.",
                    nameof(runs));
            }
        }

        var losses = new SortedDictionary<string, LossMeasurement>(StringComparer.Ordinal);
        foreach ((string name, LossMeasurement measurement) in all.SelectMany(run => run.Losses))
        {
            losses[name] = measurement;
        }

        return first with { Losses = losses, Machine = string.Join(" or ", all.Select(run => run.Machine).Distinct()) };
    }

    private static LossMeasurements Of(ComparisonResults results, Timings timings, EnvironmentFacts environment, IReadOnlyDictionary<string, LossCost> costs)
    {
        ComparisonSpec spec = results.Spec;
        ExperimentSpec experiment = spec.Experiments.First(candidate => candidate.Name == ExperimentSpec.Main);
        return new LossMeasurements
        {
            Dataset = spec.Dataset,
            TrainItems = results.Dataset.TrainItems,
            TestItems = results.Dataset.TestItems,
            Net = spec.Net.Backbone,
            Epochs = experiment.Epochs,
            Seeds = spec.Seeds,
            Machine = $"{environment.Cpu ?? "unknown processor"}, {environment.Cores} cores, {environment.Threads} threads",
            Losses = spec.Arms.Where(arm => arm.Options.Count == 0).ToDictionary(arm => arm.Loss, arm => new LossMeasurement
            {
                MapAtR = NumberOf(results, experiment.Name, arm.Name, MetricCatalog.MapAtR),
                RecallAt1 = NumberOf(results, experiment.Name, arm.Name, MetricCatalog.RecallAt1),
                KnnAccuracy = NumberOf(results, experiment.Name, arm.Name, MetricCatalog.KnnAccuracy),
                SecondsPerTraining = SecondsOf(timings, experiment.Name, arm.Name),
                Cost = costs.GetValueOrDefault(arm.Loss),
            }),
        };
    }

    private static MeasuredNumber? NumberOf(ComparisonResults results, string experiment, string arm, string metric) =>
        results.Summary(experiment, arm, metric) is ArmSummary summary ? new MeasuredNumber(Rounded(summary.Mean), Rounded(summary.Low), Rounded(summary.High)) : null;

    private static double? SecondsOf(Timings timings, string experiment, string arm)
    {
        double[] seconds = [.. timings.Units.Where(unit => unit.Key.Experiment == experiment && unit.Key.Arm == arm).Select(unit => unit.TrainingSeconds)];
        return seconds.Length == 0 ? null : Math.Round(seconds.Average(), 2);
    }

    private static double? Rounded(double? value) => value is double number ? Rounded(number) : null;

    private static double Rounded(double value) => Math.Round(value, 4);
}

/// <summary>What was measured of one loss.</summary>
public sealed record LossMeasurement
{
    /// <summary>MAP@R of the test items.</summary>
    public MeasuredNumber? MapAtR { get; init; }

    /// <summary>Recall@1 of the test items.</summary>
    public MeasuredNumber? RecallAt1 { get; init; }

    /// <summary>The accuracy of the nearest training items.</summary>
    public MeasuredNumber? KnnAccuracy { get; init; }

    /// <summary>Seconds of one training, the mean over seeds; null where it was not timed.</summary>
    public double? SecondsPerTraining { get; init; }

    /// <summary>What a step costs; null where it was not measured.</summary>
    public LossCost? Cost { get; init; }
}

/// <summary>A number over seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end of its 95 % interval.</param>
public sealed record MeasuredNumber(double Mean, double? Low, double? High);

/// <summary>What the value and the gradient of a loss cost.</summary>
/// <param name="Batch">Items of the batch.</param>
/// <param name="Classes">Classes of the batch.</param>
/// <param name="Dimension">The embedding size.</param>
/// <param name="Milliseconds">Time of forward and backward, the median of several.</param>
/// <param name="Megabytes">The most memory that they hold at once beside the batch.</param>
public sealed record LossCost(int Batch, int Classes, int Dimension, double Milliseconds, double Megabytes);
