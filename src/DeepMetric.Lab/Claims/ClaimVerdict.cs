namespace DeepMetric.Lab.Claims;

/// <summary>What a run says about one claim of the study.</summary>
public sealed record ClaimVerdict
{
    /// <summary>The claim's id, e.g. <c>intra-variance</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The claim in words.</summary>
    public required string Statement { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The verdict under the paper's form of the losses; null where that was not run.</summary>
    public Verdict? PaperVerdict { get; init; }

    /// <summary>Whether the two verdicts differ.</summary>
    public required bool DependsOnForm { get; init; }

    /// <summary>The numbers that decide, as (experiment, metric) references into the comparisons, each with whether it points the claim's way.</summary>
    public required IReadOnlyList<ClaimNumber> Numbers { get; init; }

    /// <summary>Remarks: few seeds, numbers shown beside, why it was not tested.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>One number that a claim rests on.</summary>
public sealed record ClaimNumber
{
    /// <summary>The experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The metric's id.</summary>
    public required string Metric { get; init; }

    /// <summary>The sign of triplet minus contrastive that the claim predicts: 1 or -1.</summary>
    public required int Predicted { get; init; }

    /// <summary>Whether the number agrees significantly, contradicts significantly, or neither.</summary>
    public required NumberOutcome Outcome { get; init; }
}

/// <summary>How one number stands to a claim.</summary>
public enum NumberOutcome
{
    /// <summary>Significant in the predicted direction.</summary>
    Agrees,

    /// <summary>Significant against the predicted direction.</summary>
    Contradicts,

    /// <summary>Not significant.</summary>
    NotShown,

    /// <summary>Not defined for every seed.</summary>
    Undefined,
}

/// <summary>The possible outcomes for a claim.</summary>
public enum Verdict
{
    /// <summary>All numbers agree and are significant.</summary>
    Supported,

    /// <summary>All numbers are significant against the claim.</summary>
    Contradicted,

    /// <summary>The raw variance is significant, the scale-free number does not agree.</summary>
    SupportedExplainedByScale,

    /// <summary>Two significant numbers disagree.</summary>
    Mixed,

    /// <summary>Neither shown nor refuted.</summary>
    NoDifferenceShown,

    /// <summary>Fewer than 3 seeds.</summary>
    TooFewSeeds,

    /// <summary>The run has not what the claim needs.</summary>
    NotTested,
}
