using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Studies;

/// <summary>All numbers, tests, verdicts and findings of a study; its folder's <c>results.json</c>. Holds no times, paths or facts of the host.</summary>
public sealed record StudyResults
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-study-results/1";

    /// <summary>What was run.</summary>
    public required StudySpec Spec { get; init; }

    /// <summary>Each data set on each track.</summary>
    public required IReadOnlyList<TrackResults> Entries { get; init; }

    /// <summary>Each claim over all data sets, per track.</summary>
    public required IReadOnlyList<OverallClaim> Claims { get; init; }

    /// <summary>The arms by their ranks over data sets, per track and metric; none with fewer than 2 data sets.</summary>
    public required IReadOnlyList<RankSummary> Ranks { get; init; }

    /// <summary>Objections.</summary>
    public required IReadOnlyList<StudyFinding> Findings { get; init; }

    /// <summary>What to use.</summary>
    public required StudyRecommendation Recommendation { get; init; }
}

/// <summary>A data set on a track.</summary>
public sealed record TrackResults
{
    /// <summary>The data set's name in the study.</summary>
    public required string Dataset { get; init; }

    /// <summary>The track.</summary>
    public required Track Track { get; init; }

    /// <summary>The comparison: numbers averaged over folds, tests corrected over the whole study, claims. Its arms are those that trained to the end with every seed.</summary>
    public required ComparisonResults Comparison { get; init; }

    /// <summary>What the tests of the study's metrics say beyond a p-value.</summary>
    public required IReadOnlyList<PairEffect> Effects { get; init; }

    /// <summary>What the track set of each arm, by its name; an arm that it left alone is not there.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, ParameterValue>> Settings { get; init; }

    /// <summary>The trials of each arm in their order, by its name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Trial>> Trials { get; init; }

    /// <summary>Numbers of the folds' embeddings side by side, per arm and seed; empty without folds.</summary>
    public required IReadOnlyList<UnitResult> Concatenated { get; init; }
}

/// <summary>How large the difference of two arms is, and what it would take to show it.</summary>
public sealed record PairEffect
{
    /// <summary>The metric's id.</summary>
    public required string Metric { get; init; }

    /// <summary>The arm subtracted.</summary>
    public required string First { get; init; }

    /// <summary>The arm subtracted from.</summary>
    public required string Second { get; init; }

    /// <summary>The word: <c>better</c>, <c>worse</c> (of the second arm), <c>equivalent</c>, <c>no difference shown</c> or <c>too few seeds</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The size of the effect; null where differences are constant or too few.</summary>
    public EffectSize? Size { get; init; }

    /// <summary>The equivalence test with the field's bound.</summary>
    public EquivalenceTest? Equivalence { get; init; }

    /// <summary>The permutation test; null below 6 seeds.</summary>
    public PermutationTest? Permutation { get; init; }

    /// <summary>The p-value after Benjamini's and Hochberg's correction over the study; null where none was made.</summary>
    public double? FalseDiscoveryP { get; init; }

    /// <summary>How many seeds would show a difference of this size with probability 0.8; null where it was shown, or cannot be said.</summary>
    public int? SeedsNeeded { get; init; }
}

/// <summary>A claim over all data sets of a track.</summary>
public sealed record OverallClaim
{
    /// <summary>The claim's id.</summary>
    public required string Id { get; init; }

    /// <summary>The track.</summary>
    public required Track Track { get; init; }

    /// <summary>The verdict: supported (or contradicted) where some data set supports (contradicts) it and none does the opposite, mixed where both happen.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>How many data sets came to each verdict.</summary>
    public required IReadOnlyDictionary<Verdict, int> Counts { get; init; }
}

/// <summary>Ranks of arms over data sets.</summary>
public sealed record RankSummary
{
    /// <summary>The track.</summary>
    public required Track Track { get; init; }

    /// <summary>The metric's id.</summary>
    public required string Metric { get; init; }

    /// <summary>The arms, the best rank first.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>Their mean ranks.</summary>
    public required IReadOnlyList<double> MeanRanks { get; init; }

    /// <summary>How many data sets.</summary>
    public required int Datasets { get; init; }

    /// <summary>The p-value of Friedman's test in Iman's and Davenport's form; null for 2 arms.</summary>
    public double? P { get; init; }

    /// <summary>Nemenyi's critical difference at 0.05; null for 2 arms.</summary>
    public double? CriticalDifference { get; init; }

    /// <summary>Groups of arms that are not told apart.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; init; } = [];
}

/// <summary>An objection to a study's results.</summary>
public sealed record StudyFinding
{
    /// <summary>The rule's id.</summary>
    public required string Id { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What was seen, the threshold, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The data set; null where it is about all.</summary>
    public string? Dataset { get; init; }

    /// <summary>The track; null where it is about all.</summary>
    public Track? Track { get; init; }

    /// <summary>The arm; null where it is about all.</summary>
    public string? Arm { get; init; }
}

/// <summary>What a study advises.</summary>
public sealed record StudyRecommendation
{
    /// <summary>The arm to use; null for an abstention.</summary>
    public string? Arm { get; init; }

    /// <summary>The advice, in sentences.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>What would change it, in sentences.</summary>
    public required IReadOnlyList<string> WouldChange { get; init; }

    /// <summary>The units that it rests on.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>The advice for each task alone.</summary>
    public IReadOnlyList<TaskAdvice> Tasks { get; init; } = [];
}

/// <summary>What a study advises for one task.</summary>
/// <param name="Task"><c>retrieval</c> or <c>classification</c>.</param>
/// <param name="IsMeasured">Whether any data set has numbers of the task: where test classes are others than those trained on, nothing is classified.</param>
/// <param name="Arm">The arm that is shown to be better, and no other; null for none.</param>
public sealed record TaskAdvice(string Task, bool IsMeasured, string? Arm)
{
    /// <summary>Finding items of the same class.</summary>
    public const string Retrieval = "retrieval";

    /// <summary>Telling classes apart.</summary>
    public const string Classification = "classification";
}
