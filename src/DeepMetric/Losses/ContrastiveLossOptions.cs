using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="ContrastiveLoss"/>.</summary>
public sealed record ContrastiveLossOptions
{
    /// <summary>The distance up to which a positive pair costs nothing.</summary>
    /// <value>Default 0.</value>
    public double PositiveMargin { get; init; }

    /// <summary>The distance from which a negative pair costs nothing.</summary>
    /// <value>Default 1.</value>
    public double NegativeMargin { get; init; } = 1;

    /// <summary>Whether the excess over a margin is squared.</summary>
    /// <value>Default true.</value>
    public bool Squared { get; init; } = true;

    /// <summary>Whether positive and negative pairs are two parts, each reduced by itself and added, instead of one.</summary>
    /// <value>Default false.</value>
    public bool SeparateSides { get; init; }

    /// <summary>Whether (i, j) and (j, i) are two pairs. They always are with a reference set, or when a reducer gathers by anchor.</summary>
    /// <value>Default false.</value>
    public bool OrderedPairs { get; init; }

    /// <summary>Whether a batch of at most one positive and at most one negative pair has no loss, as PyTorch Metric Learning has it.</summary>
    /// <value>Default false.</value>
    public bool IgnoreLonePairs { get; init; }

    /// <summary>The options of a form that is in use.</summary>
    public static ContrastiveLossOptions Of(LossForm form) =>
        form == LossForm.Pml ? new() { Squared = false, SeparateSides = true, OrderedPairs = true, IgnoreLonePairs = true } : new();

    internal void Validate()
    {
        if (!double.IsFinite(PositiveMargin) || !double.IsFinite(NegativeMargin))
        {
            throw new ValidationException($"Expected finite margins, found {PositiveMargin} and {NegativeMargin}.");
        }
    }
}
