using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Claims;

/// <summary>A claim of the study as a testable statement about contrastive and triplet loss.</summary>
/// <param name="Id">The id, e.g. <c>intra-variance</c>.</param>
/// <param name="Statement">The claim in words.</param>
/// <param name="Numbers">The numbers that decide; each is one paired test per form of the losses.</param>
public sealed record StudyClaim(string Id, string Statement, IReadOnlyList<PredictedNumber> Numbers)
{
    /// <summary>Whether the nets train on coarse labels and the numbers are evaluated on finer ones.</summary>
    public bool OnFinerLabels { get; init; }

    /// <summary>
    /// For a claim about a raw variance, the number (one of <see cref="Numbers"/>) that a mere rescaling cannot move: the claim is supported in full only if it
    /// agrees too. Null for other claims.
    /// </summary>
    public string? ScaleFreeMetric { get; init; }

    /// <summary>Metrics that decide nothing and are shown beside.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>The experiment that the claim is tested in.</summary>
    /// <param name="paperForm">Whether under the paper's form of the losses.</param>
    public string Experiment(bool paperForm) => (OnFinerLabels, paperForm) switch
    {
        (false, false) => ExperimentSpec.Main,
        (false, true) => ExperimentSpec.Paper,
        (true, false) => ExperimentSpec.Fine,
        (true, true) => ExperimentSpec.PaperFine,
    };
}
