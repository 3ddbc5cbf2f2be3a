using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Evaluation.Classification;

/// <summary>A linear classifier on frozen embeddings: multinomial logistic regression.</summary>
/// <remarks>
/// <para>Minimises Σ_i (logsumexp_k(w_k·x_i + b_k) - (w_y·x_i + b_y)) + (1 / 2C) Σ_k |w_k|²; the intercepts b are not penalised. This is scikit-learn's
/// objective over C; two classes have two weight vectors here as well, not their difference alone.</para>
/// <para>L-BFGS from zero on the mean objective (the sum over n) until its gradient's largest entry is small enough, in double. Rows are worked on in chunks that depend on n alone and summed
/// in order, so that the result does not depend on the number of threads. Embeddings are used as they are: columns of very different scale slow it down.</para>
/// </remarks>
public sealed class LinearProbe
{
    private readonly int[] _classes;
    private readonly double[] _parameters;
    private readonly int _dimension;

    private LinearProbe(int[] classes, int dimension, LbfgsResult fit)
    {
        _classes = classes;
        _dimension = dimension;
        _parameters = fit.Point;
        Converged = fit.Converged;
        Iterations = fit.Iterations;
        Objective = fit.Value;
        LargestGradient = fit.LargestGradient;
    }

    /// <summary>Whether the gradient became small enough; otherwise the classifier is that of the last iteration.</summary>
    public bool Converged { get; }

    /// <summary>How many iterations were made.</summary>
    public int Iterations { get; }

    /// <summary>The mean objective reached: loss per item and penalty over n.</summary>
    public double Objective { get; }

    /// <summary>The largest entry, without sign, of the gradient of the mean objective.</summary>
    public double LargestGradient { get; }

    /// <summary>The labels it tells apart, ascending, <c>[c]</c>.</summary>
    public ReadOnlySpan<int> Classes => _classes;

    /// <summary>The weights, class after class, <c>[c · d]</c>.</summary>
    public ReadOnlySpan<double> Weights => _parameters.AsSpan(0, _classes.Length * _dimension);

    /// <summary>The intercepts, <c>[c]</c>.</summary>
    public ReadOnlySpan<double> Intercepts => _parameters.AsSpan(_classes.Length * _dimension);

    /// <summary>Fits the classifier.</summary>
    /// <param name="training">The training items <c>[m, d]</c>.</param>
    /// <param name="labels">Their labels, <c>[m]</c>.</param>
    /// <param name="options">Penalty and stopping rule; null for the defaults.</param>
    /// <param name="cancellation">Stops between two evaluations of the objective.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LinearProbe Fit(EmbeddingTable training, int[] labels, LinearProbeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.RequireLabels(labels, nameof(labels));
        options ??= new LinearProbeOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        int[] classes = [.. labels.Distinct().Order()];
        var objective = new SoftmaxObjective(training, Array.ConvertAll(labels, label => Array.BinarySearch(classes, label)), classes.Length, options.C);
        LbfgsResult fit = Lbfgs.Minimize(
            (point, gradient) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return objective.Evaluate(point, gradient);
            },
            new double[classes.Length * (training.Dimension + 1)],
            options.GradientTolerance,
            options.MaxIterations);
        return new LinearProbe(classes, training.Dimension, fit);
    }

    /// <summary>Predicts labels: the largest score wins, of equal ones the smaller label.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <returns>One label per item, <c>[n]</c>.</returns>
    /// <exception cref="ArgumentException">The dimension is another one.</exception>
    public int[] Predict(EmbeddingTable items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Dimension != _dimension)
        {
            throw new ArgumentException($"Expected rows of {_dimension} numbers, as in training; found [{items.Count}, {items.Dimension}].", nameof(items));
        }

        var predictions = new int[items.Count];
        Parallel.For(0, items.Count, () => new double[_dimension], (item, _, row) =>
        {
            items.CopyRow(item, row);
            int best = 0;
            double highest = double.NegativeInfinity;
            for (int k = 0; k < _classes.Length; k++)
            {
                double score = Intercepts[k] + VectorKernel.Dot(Weights.Slice(k * _dimension, _dimension), row);
                if (score > highest)
                {
                    (best, highest) = (k, score);
                }
            }

            predictions[item] = _classes[best];
            return row;
        }, _ => { });
        return predictions;
    }

    /// <summary>Predicts labels and compares them with the truth.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <param name="labels">Their true labels, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The dimension is another one, or the labels don't fit the items.</exception>
    public ClassificationResult Evaluate(EmbeddingTable items, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(items);
        items.RequireLabels(labels, nameof(labels));
        return ClassificationResult.Of(Predict(items), labels);
    }
}
