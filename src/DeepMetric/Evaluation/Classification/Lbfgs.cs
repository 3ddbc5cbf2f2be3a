namespace DeepMetric.Evaluation.Classification;

/// <summary>Minimises a smooth function of many variables by the limited-memory BFGS method.</summary>
/// <remarks>Reference: Nocedal and Wright, "Numerical Optimization", algorithms 7.4 and 7.5.</remarks>
internal sealed class Lbfgs
{
    private const int Memory = 10;
    private readonly LinkedList<(double[] Step, double[] Change, double Curvature)> _history = new();

    private Lbfgs()
    {
    }

    /// <summary>Walks downhill from a start until no entry of the gradient is larger than the tolerance.</summary>
    /// <param name="function">Gives the value at a point and writes the gradient there.</param>
    /// <param name="start">Where to start; it is not changed.</param>
    /// <param name="tolerance">The largest entry of the gradient, without sign, that ends it.</param>
    /// <param name="maxIterations">The most iterations.</param>
    public static LbfgsResult Minimize(Func<double[], double[], double> function, double[] start, double tolerance, int maxIterations)
    {
        var method = new Lbfgs();
        double[] point = [.. start];
        var gradient = new double[point.Length];
        double value = function(point, gradient);
        int iteration = 0;
        while (LargestEntry(gradient) > tolerance && iteration < maxIterations)
        {
            double[] direction = method.Direction(gradient);
            double first = method._history.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(VectorKernel.Dot(gradient, gradient)));
            if (WolfeLineSearch.Run(function, point, value, gradient, direction, first) is not { } found)
            {
                // Rounding hides any further descent along this direction; without its memory the method may still find one.
                if (method._history.Count == 0)
                {
                    break;
                }

                method._history.Clear();
                continue;
            }

            method.Remember(point, gradient, found);
            (point, value, gradient) = (found.Point, found.Value, found.Gradient);
            iteration++;
        }

        double largest = LargestEntry(gradient);
        return new LbfgsResult(point, value, largest, iteration, largest <= tolerance);
    }

    private static double LargestEntry(double[] values) => values.Max(Math.Abs);

    /// <summary>The two-loop recursion: the inverse Hessian that the last steps suggest, times minus the gradient.</summary>
    private double[] Direction(double[] gradient)
    {
        double[] direction = Array.ConvertAll(gradient, value => -value);
        if (_history.Last is null)
        {
            return direction;
        }

        var shares = new Stack<double>();
        for (LinkedListNode<(double[] Step, double[] Change, double Curvature)>? node = _history.Last; node is not null; node = node.Previous)
        {
            double share = VectorKernel.Dot(node.Value.Step, direction) / node.Value.Curvature;
            shares.Push(share);
            VectorKernel.AddScaled(-share, node.Value.Change, direction);
        }

        double[] lastChange = _history.Last.Value.Change;
        double scale = _history.Last.Value.Curvature / VectorKernel.Dot(lastChange, lastChange);
        for (int j = 0; j < direction.Length; j++)
        {
            direction[j] *= scale;
        }

        foreach ((double[] step, double[] change, double curvature) in _history)
        {
            VectorKernel.AddScaled(shares.Pop() - (VectorKernel.Dot(change, direction) / curvature), step, direction);
        }

        return direction;
    }

    private void Remember(double[] point, double[] gradient, LinePoint found)
    {
        double[] step = [.. found.Point];
        VectorKernel.AddScaled(-1, point, step);
        double[] change = [.. found.Gradient];
        VectorKernel.AddScaled(-1, gradient, change);
        double curvature = VectorKernel.Dot(step, change);
        if (curvature <= 1e-12 * VectorKernel.Dot(step, step))
        {
            return;
        }

        _history.AddLast((step, change, curvature));
        if (_history.Count > Memory)
        {
            _history.RemoveFirst();
        }
    }
}
