using DeepMetric.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Evaluation.Classification;

/// <summary>Multinomial logistic regression on frozen embeddings: how well a linear layer could tell the classes apart.</summary>
/// <remarks>
/// Minimises Σ −ln p(y_i | z_i) + ‖W‖² / (2 C), C = 1, the intercept free of the penalty, by L-BFGS until no entry of the gradient of the
/// mean objective (divided by n) exceeds 1e-5.
/// </remarks>
public sealed class LinearProbe
{
    private const double InverseRegularization = 1;
    private const double GradientTolerance = 1e-5;

    private readonly double[] _weights;
    private readonly int[] _classes;

    private LinearProbe(double[] weights, int[] classes, LbfgsResult fit)
    {
        _weights = weights;
        _classes = classes;
        Converged = fit.Converged;
        Iterations = fit.Iterations;
    }

    /// <summary>Whether the gradient fell below its tolerance.</summary>
    public bool Converged { get; }

    /// <summary>Iterations of L-BFGS made.</summary>
    public int Iterations { get; }

    /// <summary>Fits the probe.</summary>
    /// <param name="training">Training embeddings, <c>[n, d]</c>.</param>
    /// <param name="labels">Their labels, <c>[n]</c>.</param>
    /// <param name="maximumIterations">When to stop anyway.</param>
    /// <exception cref="ArgumentException">The labels do not fit, or there is only one class.</exception>
    public static LinearProbe Train(EmbeddingTable training, int[] labels, int maximumIterations = 1000)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.RequireLabels(labels, nameof(labels));
        int[] classes = [.. labels.Distinct().Order()];
        if (classes.Length < 2)
        {
            throw new ArgumentException("Expected labels of at least two classes, found one.", nameof(labels));
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor items = Rows(training);
        Tensor targets = tensor(labels.Select(label => (long)Array.BinarySearch(classes, label)).ToArray());
        Tensor oneHot = nn.functional.one_hot(targets, classes.Length).to(ScalarType.Float64);
        LbfgsResult fit = Lbfgs.Minimize(
            new double[(training.Dimension + 1) * classes.Length],
            (at, gradient) => Objective(items, oneHot, targets, at, gradient),
            GradientTolerance,
            maximumIterations);
        return new LinearProbe(fit.Minimum, classes, fit);
    }

    /// <summary>Predicts labels.</summary>
    /// <param name="items">Embeddings, <c>[n, d]</c>.</param>
    public int[] Predict(EmbeddingTable items)
    {
        ArgumentNullException.ThrowIfNull(items);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor logits = Rows(items).mm(tensor(_weights, [items.Dimension + 1, _classes.Length]));
        return [.. logits.argmax(1).data<long>().Select(index => _classes[index])];
    }

    /// <summary>Predicts labels and compares them with the truth.</summary>
    /// <param name="items">Embeddings, <c>[n, d]</c>.</param>
    /// <param name="labels">Their true labels, <c>[n]</c>.</param>
    public ClassificationResult Evaluate(EmbeddingTable items, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(items);
        items.RequireLabels(labels, nameof(labels));
        return ClassificationResult.Of(Predict(items), labels);
    }

    /// <summary>Rows in double with a last column of ones, which the intercept multiplies.</summary>
    private static Tensor Rows(EmbeddingTable table)
    {
        Tensor rows = table.IsFloat
            ? tensor(table.Floats.ToArray(), [table.Count, table.Dimension]).to(ScalarType.Float64)
            : tensor(table.Doubles.ToArray(), [table.Count, table.Dimension]);
        return cat([rows, ones(table.Count, 1, ScalarType.Float64)], 1);
    }

    private static double Objective(Tensor items, Tensor oneHot, Tensor targets, double[] at, double[] gradient)
    {
        using var scope = NewDisposeScope();
        long count = items.shape[0];
        int classes = (int)oneHot.shape[1];
        Tensor weights = tensor(at, [at.Length / classes, classes]);
        Tensor logProbabilities = nn.functional.log_softmax(items.mm(weights), 1);
        double loss = -logProbabilities.gather(1, targets.unsqueeze(1)).sum().item<double>();
        Tensor slope = items.t().mm(logProbabilities.exp() - oneHot);
        slope.contiguous().data<double>().CopyTo(gradient);
        double penalty = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            bool isIntercept = i >= gradient.Length - classes;
            penalty += isIntercept ? 0 : at[i] * at[i];
            gradient[i] = (gradient[i] + (isIntercept ? 0 : at[i] / InverseRegularization)) / count;
        }

        return (loss + (penalty / (2 * InverseRegularization))) / count;
    }
}
