namespace DeepMetric.Optimization;

/// <summary>Where a minimisation ended.</summary>
/// <param name="Minimum">The best point found.</param>
/// <param name="Converged">Whether the gradient fell below its tolerance.</param>
/// <param name="Iterations">Iterations made.</param>
internal sealed record LbfgsResult(double[] Minimum, bool Converged, int Iterations);

/// <summary>Limited-memory BFGS for smooth convex functions.</summary>
/// <remarks>Paper: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989. Backtracking to the Armijo condition.</remarks>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const int LongestSearch = 40;

    /// <summary>Minimises a function.</summary>
    /// <param name="start">Where to begin.</param>
    /// <param name="function">Gives the value at a point and fills in its gradient.</param>
    /// <param name="tolerance">The largest entry that a gradient at the minimum may have.</param>
    /// <param name="maximumIterations">When to stop anyway.</param>
    public static LbfgsResult Minimize(double[] start, Func<double[], double[], double> function, double tolerance, int maximumIterations)
    {
        double[] at = [.. start];
        double[] gradient = new double[at.Length];
        double value = function(at, gradient);
        var history = new LinkedList<(double[] Step, double[] Change, double Inverse)>();
        for (int iteration = 0; iteration < maximumIterations; iteration++)
        {
            if (gradient.Max(Math.Abs) <= tolerance)
            {
                return new LbfgsResult(at, true, iteration);
            }

            double[] direction = Direction(gradient, history);
            double slope = Dot(direction, gradient);
            if (slope >= 0)
            {
                history.Clear();
                direction = [.. gradient.Select(g => -g)];
                slope = Dot(direction, gradient);
            }

            double length = history.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            double[] next = new double[at.Length];
            double[] nextGradient = new double[at.Length];
            double nextValue = double.PositiveInfinity;
            for (int search = 0; search < LongestSearch; search++, length /= 2)
            {
                for (int i = 0; i < at.Length; i++)
                {
                    next[i] = at[i] + (length * direction[i]);
                }

                nextValue = function(next, nextGradient);
                if (nextValue <= value + (SufficientDecrease * length * slope))
                {
                    break;
                }
            }

            if (!(nextValue < value))
            {
                return new LbfgsResult(at, false, iteration);
            }

            Remember(history, at, next, gradient, nextGradient);
            (at, gradient, value) = (next, nextGradient, nextValue);
        }

        return new LbfgsResult(at, gradient.Max(Math.Abs) <= tolerance, maximumIterations);
    }

    private static void Remember(LinkedList<(double[] Step, double[] Change, double Inverse)> history, double[] at, double[] next, double[] gradient, double[] nextGradient)
    {
        double[] step = [.. next.Zip(at, (a, b) => a - b)];
        double[] change = [.. nextGradient.Zip(gradient, (a, b) => a - b)];
        double curvature = Dot(step, change);
        if (curvature > 1e-300)
        {
            history.AddLast((step, change, 1 / curvature));
            if (history.Count > Memory)
            {
                history.RemoveFirst();
            }
        }
    }

    private static double[] Direction(double[] gradient, LinkedList<(double[] Step, double[] Change, double Inverse)> history)
    {
        double[] direction = [.. gradient.Select(g => -g)];
        var factors = new Stack<double>();
        for (var node = history.Last; node is not null; node = node.Previous)
        {
            double factor = node.Value.Inverse * Dot(node.Value.Step, direction);
            factors.Push(factor);
            AddScaled(direction, node.Value.Change, -factor);
        }

        if (history.Last is { } last)
        {
            double scale = 1 / (last.Value.Inverse * Dot(last.Value.Change, last.Value.Change));
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (var node = history.First; node is not null; node = node.Next)
        {
            double correction = factors.Pop() - (node.Value.Inverse * Dot(node.Value.Change, direction));
            AddScaled(direction, node.Value.Step, correction);
        }

        return direction;
    }

    private static void AddScaled(double[] to, double[] from, double factor)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }

    private static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
