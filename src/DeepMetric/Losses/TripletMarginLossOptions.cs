using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="TripletMarginLoss"/>.</summary>
public sealed record TripletMarginLossOptions
{
    /// <summary>By how much the negative should be farther than the positive.</summary>
    /// <value>Default 1.</value>
    public double Margin { get; init; } = 1;

    /// <summary>Whether the negative's distance is the smaller of those to the anchor and to the positive.</summary>
    /// <value>Default false.</value>
    public bool Swap { get; init; }

    /// <summary>Whether ln(1 + exp(·)) takes the place of max(0, ·).</summary>
    /// <value>Default false.</value>
    public bool Smooth { get; init; }

    /// <summary>The options of a form that is in use.</summary>
    public static TripletMarginLossOptions Of(LossForm form) => form == LossForm.Pml ? new() { Margin = 0.05 } : new();

    internal void Validate()
    {
        if (!double.IsFinite(Margin))
        {
            throw new ValidationException($"Expected a finite margin, found {Margin}.");
        }
    }
}
