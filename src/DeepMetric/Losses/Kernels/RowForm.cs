namespace DeepMetric.Losses.Kernels;

/// <summary>The exponents of an anchor's negatives: of a similarity s, w (s − c) with w = γ max(0, a + b s), where w is held fixed in the gradient.</summary>
/// <param name="Scale">γ.</param>
/// <param name="Center">c.</param>
/// <param name="Constant">a; 1 for exponents that are linear in s.</param>
/// <param name="Slope">b; 0 for exponents that are linear in s.</param>
internal readonly record struct NegativeExponents(double Scale, double Center = 0, double Constant = 1, double Slope = 0);

/// <summary>The terms of an anchor.</summary>
/// <param name="Sum">Their sum.</param>
/// <param name="NegativeSlope">Its derivative by the log-sum-exp of the negatives.</param>
/// <param name="Valid">How many there are.</param>
/// <param name="Active">How many are above 0 as floats.</param>
internal readonly record struct RowTerms(double Sum, double NegativeSlope, long Valid, long Active);

/// <summary>A loss of similarities whose terms see an anchor's negatives only through ln Σ exp(e_n), so that a row takes one pass of exponentials.</summary>
internal abstract class RowForm
{
    /// <summary>What is summed over the negatives.</summary>
    public abstract NegativeExponents Negatives { get; }

    /// <summary>The terms of an anchor.</summary>
    /// <param name="positives">The similarities of its positives.</param>
    /// <param name="negatives">L = ln Σ_n exp(e_n); −∞ where there is no negative.</param>
    /// <param name="slopes">Where the derivatives of the sum of the terms by the positives' similarities go.</param>
    public abstract RowTerms Compute(ReadOnlySpan<float> positives, double negatives, Span<double> slopes);

    /// <summary>ln(1 + exp(x)) and its derivative.</summary>
    protected static (double Value, double Slope) Softplus(double x)
    {
        if (double.IsNegativeInfinity(x))
        {
            return (0, 0);
        }

        double tail = Math.Exp(-Math.Abs(x));
        return (Math.Max(x, 0) + double.LogP1(tail), (x >= 0 ? 1 : tail) / (1 + tail));
    }

    /// <summary>ln Σ exp(x); leaves the share of each in its place.</summary>
    protected static double LogSumExp(Span<double> exponents)
    {
        double largest = double.NegativeInfinity;
        foreach (double exponent in exponents)
        {
            largest = Math.Max(largest, exponent);
        }

        double sum = 0;
        foreach (ref double exponent in exponents)
        {
            exponent = Math.Exp(exponent - largest);
            sum += exponent;
        }

        foreach (ref double share in exponents)
        {
            share /= sum;
        }

        return exponents.IsEmpty ? double.NegativeInfinity : largest + Math.Log(sum);
    }

    /// <summary>1 where a term counts as above 0, else 0.</summary>
    protected static long One(double term) => (float)term > 0 ? 1 : 0;
}
