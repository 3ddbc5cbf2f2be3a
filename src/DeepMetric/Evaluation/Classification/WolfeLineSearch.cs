namespace DeepMetric.Evaluation.Classification;

/// <summary>Finds a step that lowers a function enough and flattens its slope enough (the strong Wolfe conditions).</summary>
/// <remarks>
/// References: Nocedal and Wright, "Numerical Optimization", algorithms 3.5 and 3.6, with safeguarded cubic interpolation; where values differ by no more than rounding,
/// slopes decide (Hager and Zhang, "A new conjugate gradient method with guaranteed descent", SIAM J. Optim. 2005).
/// </remarks>
internal static class WolfeLineSearch
{
    private const double Decrease = 1e-4;
    private const double Flattening = 0.9;
    private const int MostEvaluations = 40;

    /// <summary>What rounding may do to a value, relative to it.</summary>
    private const double Rounding = 1e-13;

    /// <summary>Searches along a direction; null where rounding hides any descent.</summary>
    public static LinePoint? Run(Func<double[], double[], double> function, double[] point, double value, double[] gradient, double[] direction, double first)
    {
        var origin = new LinePoint(0, point, value, gradient, VectorKernel.Dot(gradient, direction));
        if (!(origin.Slope < 0))
        {
            return null;
        }

        LinePoint previous = origin;
        double length = first;
        for (int evaluation = 1; evaluation <= MostEvaluations; evaluation++)
        {
            LinePoint current = Evaluate(function, point, direction, length);
            if (!IsLower(current, origin) || current.Value > previous.Value + Noise(origin))
            {
                return Zoom(function, origin, direction, previous, current, MostEvaluations - evaluation);
            }

            if (Math.Abs(current.Slope) <= -Flattening * origin.Slope)
            {
                return current;
            }

            if (current.Slope >= 0)
            {
                return Zoom(function, origin, direction, current, previous, MostEvaluations - evaluation);
            }

            previous = current;
            length *= 2;
        }

        return previous;
    }

    /// <summary>Narrows an interval whose lower end is the best point so far and slopes into it.</summary>
    private static LinePoint? Zoom(Func<double[], double[], double> function, LinePoint origin, double[] direction, LinePoint low, LinePoint high, int evaluations)
    {
        for (int i = 0; i < evaluations && low.Length != high.Length; i++)
        {
            LinePoint current = Evaluate(function, origin.Point, direction, Between(low, high, Noise(origin)));
            if (!IsLower(current, origin) || current.Value > low.Value + Noise(origin))
            {
                high = current;
                continue;
            }

            if (Math.Abs(current.Slope) <= -Flattening * origin.Slope)
            {
                return current;
            }

            if (current.Slope * (high.Length - low.Length) >= 0)
            {
                high = low;
            }

            low = current;
        }

        return low.Length > 0 ? low : null;
    }

    private static double Noise(LinePoint origin) => Rounding * Math.Abs(origin.Value);

    private static bool IsLower(LinePoint current, LinePoint origin) =>
        current.Value <= origin.Value + (Decrease * current.Length * origin.Slope)
        || (current.Value <= origin.Value + Noise(origin) && current.Slope <= ((2 * Decrease) - 1) * origin.Slope);

    /// <summary>The minimum of the cubic through both ends, kept a tenth of the interval away from them; the middle where there is none.</summary>
    private static double Between(LinePoint low, LinePoint high, double noise)
    {
        double width = high.Length - low.Length;
        if (Math.Abs(high.Value - low.Value) <= noise)
        {
            double secant = low.Slope / (low.Slope - high.Slope);
            return low.Length + (width * (secant is > 0.1 and < 0.9 ? secant : 0.5));
        }

        double a = low.Slope + high.Slope - (3 * (high.Value - low.Value) / width);
        double root = (a * a) - (low.Slope * high.Slope);
        double share = 0.5;
        if (root >= 0)
        {
            double b = Math.Sign(width) * Math.Sqrt(root);
            double cubic = 1 - ((high.Slope + b - a) / (high.Slope - low.Slope + (2 * b)));
            share = double.IsFinite(cubic) ? Math.Clamp(cubic, 0.1, 0.9) : 0.5;
        }

        return low.Length + (share * width);
    }

    private static LinePoint Evaluate(Func<double[], double[], double> function, double[] point, double[] direction, double length)
    {
        double[] moved = [.. point];
        VectorKernel.AddScaled(length, direction, moved);
        var gradient = new double[point.Length];
        double value = function(moved, gradient);
        return new LinePoint(length, moved, value, gradient, VectorKernel.Dot(gradient, direction));
    }
}
