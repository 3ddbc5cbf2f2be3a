using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Studies;

/// <summary>What a unit of a study came to; its folder's <c>outcome.json</c>, the last file written. Holds no times, paths or facts of the host.</summary>
public sealed record UnitOutcome
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-outcome/1";

    /// <summary>The numbers of a training or a concatenation; null where it failed, or is a baseline.</summary>
    public UnitResult? Result { get; init; }

    /// <summary>The numbers of a baseline.</summary>
    public IReadOnlyList<BaselineResult>? Baselines { get; init; }

    /// <summary>What the training was like; null of what did not train.</summary>
    public TrainingTrace? Trace { get; init; }

    /// <summary>Why there are no numbers; null where there are.</summary>
    public UnitFailure? Failure { get; init; }
}

/// <summary>What a training was like, as far as later units and canaries need it.</summary>
public sealed record TrainingTrace
{
    /// <summary>Steps made.</summary>
    public required int Steps { get; init; }

    /// <summary>Items that went through the net.</summary>
    public required long Items { get; init; }

    /// <summary>The gradient mass (sum over steps of the sample gradients' norms) after each hundredth of the steps.</summary>
    public required IReadOnlyList<double> GradientMass { get; init; }

    /// <summary>The mean distance of negatives over the last fifth of the steps; null where the loss has none.</summary>
    public double? LateNegativeDistance { get; init; }

    /// <summary>The loss for tracking, averaged over each tenth of the steps.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The share of negative pairs among all pairs of the last steps; null where the loss has no pairs.</summary>
    public double? NegativeShare { get; init; }

    /// <summary>The share of active terms over the last fifth of the steps.</summary>
    public double? LateActiveRatio { get; init; }

    /// <summary>The share of positive pairs among the active terms over the last fifth of the steps; null where the loss has no pairs.</summary>
    public double? LateActivePositives { get; init; }

    /// <summary>The Recall@1 of embeddings that know nothing: the chance that another test item has one's label.</summary>
    public required double Chance { get; init; }

    /// <summary>Whether the value of the loss on random embeddings changes when labels are permuted.</summary>
    public required bool ReactsToLabels { get; init; }

    /// <summary>The standard deviation of the test embeddings over items, averaged over dimensions.</summary>
    public required double EmbeddingDeviation { get; init; }
}

/// <summary>Why a unit has no numbers.</summary>
/// <param name="Step">The step at fault, from 1.</param>
/// <param name="Tensor">What was no longer finite: <c>loss</c>, <c>gradient</c> or <c>embeddings</c>.</param>
/// <param name="Message">What happened.</param>
public sealed record UnitFailure(int Step, string Tensor, string Message);
