using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Evaluation.Verification;

/// <summary>What can be set on <see cref="PairVerification"/>.</summary>
public sealed record PairVerificationOptions
{
    /// <summary>The false match rates at which false non-match rates are asked for, each in [0, 1].</summary>
    /// <value>Default 0.01 and 0.001.</value>
    public IReadOnlyList<double> FalseMatchRates { get; init; } = [1e-2, 1e-3];

    /// <summary>Of more positive pairs than these, as many are drawn. Each takes 24 bytes.</summary>
    /// <value>Default 6,000,000: all pairs of 10,000 items in 10 classes of about the same size.</value>
    [Range(1, 1_000_000_000)]
    public int MostPositives { get; init; } = 6_000_000;

    /// <summary>Of more negative pairs than these, <see cref="SampledNegatives"/> are drawn. Their number costs time, no memory.</summary>
    /// <value>Default 400,000,000: about all pairs of 28,000 items.</value>
    [Range(1, uint.MaxValue)]
    public long MostNegatives { get; init; } = 400_000_000;

    /// <summary>How many negative pairs are drawn where there are more than <see cref="MostNegatives"/>.</summary>
    /// <value>Default 20,000,000: a false match rate of 0.001 is then known to about 1.4 % of itself (two standard errors).</value>
    [Range(1, uint.MaxValue)]
    public long SampledNegatives { get; init; } = 20_000_000;

    /// <summary>Decides the draws.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Whether the result has the false non-match rates of each class, which takes the positive pairs a second time.</summary>
    /// <value>Default false.</value>
    public bool KeepsClasses { get; init; }

    internal void Validate()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        if (FalseMatchRates is null || FalseMatchRates.Any(rate => !(rate is >= 0 and <= 1)))
        {
            throw new ValidationException("Expected false match rates in [0, 1]; found others.");
        }
    }
}
