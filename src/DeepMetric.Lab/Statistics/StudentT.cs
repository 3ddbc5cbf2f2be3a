using System.Collections.Concurrent;
using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace DeepMetric.Lab.Statistics;

/// <summary>Student's t distribution, as far as tests and intervals need it.</summary>
public static class StudentT
{
    private static readonly ConcurrentDictionary<(double Confidence, int Degrees), double> Criticals = new();

    /// <summary>The two-sided p-value of a t statistic, I_x(v/2, 1/2) with x = v / (v + t²): accurate near 0 and in the far tail.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="degrees">Degrees of freedom v, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degrees"/> is below 1, or <paramref name="t"/> is not a number.</exception>
    public static double TwoSidedP(double t, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (double.IsNaN(t))
        {
            throw new ArgumentOutOfRangeException(nameof(t), "Expected a t statistic, found NaN.");
        }

        double square = t * t;
        if (double.IsInfinity(square))
        {
            return 0;
        }

        // Near t = 0, x rounds to 1 and its distance from 1 is lost: the mirrored form keeps it.
        return square < degrees
            ? 1 - SpecialFunctions.BetaRegularized(0.5, degrees / 2.0, square / (degrees + square))
            : SpecialFunctions.BetaRegularized(degrees / 2.0, 0.5, degrees / (degrees + square));
    }

    /// <summary>The probability of a value of at least <paramref name="t"/>.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degrees"/> is below 1, or <paramref name="t"/> is not a number.</exception>
    public static double UpperTailP(double t, int degrees)
    {
        double tail = TwoSidedP(t, degrees) / 2;
        return t < 0 ? 1 - tail : tail;
    }

    /// <summary>The value that |t| exceeds with probability 1 - <paramref name="confidence"/>, e.g. 2.776 for 0.95 and 4 degrees of freedom.</summary>
    /// <param name="confidence">The confidence, in (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double Critical(double confidence, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected a confidence between 0 and 1.");
        }

        return Criticals.GetOrAdd((confidence, degrees), static key => Inverse(1 - key.Confidence, key.Degrees));
    }

    /// <summary>The value that |t| exceeds with a probability, to rounding.</summary>
    private static double Inverse(double probability, int degrees)
    {
        double high = 1;
        while (TwoSidedP(high, degrees) > probability)
        {
            high *= 2;
        }

        return Brent.FindRoot(t => (TwoSidedP(t, degrees) / probability) - 1, high == 1 ? 0 : high / 2, high, 1e-14, 200);
    }
}
