using System.Collections.Concurrent;
using MathNet.Numerics;

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

        return Criticals.GetOrAdd(
            (confidence, degrees),
            static key => MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, key.Degrees, (1 + key.Confidence) / 2));
    }
}
