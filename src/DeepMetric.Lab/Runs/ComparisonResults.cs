using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Runs;

/// <summary>All numbers, tests and verdicts of a comparison; the run folder's <c>results.json</c>. Holds no times, paths or facts of the host.</summary>
public sealed record ComparisonResults
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-results/2";

    /// <summary>What was run.</summary>
    public required ComparisonSpec Spec { get; init; }

    /// <summary>The data set's facts that a reader needs: sizes, class names, source and licence.</summary>
    public required DatasetFacts Dataset { get; init; }

    /// <summary>Every training run, in the order experiment, arm, seed.</summary>
    public required IReadOnlyList<UnitResult> Units { get; init; }

    /// <summary>Raw input and untrained nets, per experiment that has labels of its own.</summary>
    public required IReadOnlyList<BaselineResult> Baselines { get; init; }

    /// <summary>Mean and interval of each number per experiment and arm (and untrained net).</summary>
    public required IReadOnlyList<ArmSummary> Summaries { get; init; }

    /// <summary>Every paired test of the run, Holm-corrected over all of them.</summary>
    public required IReadOnlyList<PairedComparison> Comparisons { get; init; }

    /// <summary>The arms by their mean rank over the scores of the main experiment, the best first; empty for one arm.</summary>
    public IReadOnlyList<RankedArm> Ranking { get; init; } = [];

    /// <summary>The verdict on each claim.</summary>
    public required IReadOnlyList<ClaimVerdict> Claims { get; init; }

    /// <summary>Objections and marks, such as a ceiling.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What to use, in two or three sentences with the figures they rest on.</summary>
    public required Recommendation Recommendation { get; init; }

    /// <summary>A number's summary; null where it is defined for no seed.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="arm">The arm's name, or a baseline's.</param>
    /// <param name="metric">The metric's id.</param>
    public ArmSummary? Summary(string experiment, string arm, string metric) =>
        Summaries.FirstOrDefault(summary => summary.Metric == metric && summary.Arm == arm && summary.Experiment == experiment);

    /// <summary>The test of two arms, whichever of them it subtracts; null where none was made.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="metric">The metric's id.</param>
    /// <param name="arm">One arm's name.</param>
    /// <param name="other">The other arm's name.</param>
    public PairedComparison? Comparison(string experiment, string metric, string arm, string other) =>
        Comparisons.FirstOrDefault(comparison => comparison.Metric == metric && comparison.Experiment == experiment
            && ((comparison.First == arm && comparison.Second == other) || (comparison.First == other && comparison.Second == arm)));
}

/// <summary>What a reader needs to know of a data set.</summary>
public sealed record DatasetFacts
{
    /// <summary>The data set's name.</summary>
    public required string Name { get; init; }

    /// <summary>Training items.</summary>
    public required int TrainItems { get; init; }

    /// <summary>Test items.</summary>
    public required int TestItems { get; init; }

    /// <summary>The shape of an item, channels first.</summary>
    public required IReadOnlyList<int> ItemShape { get; init; }

    /// <summary>Class names; a label is an index into them.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>What the coarse labels are; null where the set has one level.</summary>
    public string? CoarseName { get; init; }

    /// <summary>What the fine labels are; null where the set has one level.</summary>
    public string? FineName { get; init; }

    /// <summary>Where the set comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Its licence.</summary>
    public required string Licence { get; init; }

    /// <summary>What a reader of the numbers should know, such as which images could not be read, a sentence each; null where there is nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}
