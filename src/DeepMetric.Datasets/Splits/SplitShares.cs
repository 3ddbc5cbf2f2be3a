using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>How much of a set goes into each part; the three shares add up to 1.</summary>
public sealed record SplitShares
{
    private const double Tolerance = 1e-9;

    /// <summary>Sets the shares.</summary>
    /// <param name="train">The share to train on, above 0.</param>
    /// <param name="validation">The share to choose by, 0 or more.</param>
    /// <param name="test">The share to test on, 0 or more.</param>
    /// <exception cref="ArgumentException">A share is out of range, or they do not add up to 1.</exception>
    public SplitShares(double train, double validation, double test)
    {
        // The negated forms refuse NaN too.
        if (!(train > 0) || !(validation >= 0) || !(test >= 0) || !(Math.Abs(train + validation + test - 1) <= Tolerance))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Expected a training share above 0 and others of 0 or more that add up to 1 with it, found {train}, {validation} and {test}."));
        }

        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>The share to train on.</summary>
    public double Train { get; }

    /// <summary>The share to choose by.</summary>
    public double Validation { get; }

    /// <summary>The share to test on.</summary>
    public double Test { get; }

    /// <summary>The shares as in a split's name: <c>0.8-0.1-0.1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Train}-{Validation}-{Test}");
}
