using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric;

/// <summary>How alike the labels of two items are, from 0 to 1, where an item has a set of labels or a path of them, and from where on a pair is positive.</summary>
/// <remarks>Made by <see cref="EmbeddingBatch.CreateMultiLabel"/> and <see cref="EmbeddingBatch.CreateHierarchical"/>.</remarks>
public abstract class LabelRelevance
{
    // Overlaps are ratios of small integers: two of them are equal, or differ by far more.
    private const double Rounding = 1e-9;

    private protected LabelRelevance(double threshold, bool[] known, bool[] referenceKnown)
    {
        Threshold = threshold;
        Known = known;
        ReferenceKnown = referenceKnown;
    }

    /// <summary>The relevance from which on a pair is positive.</summary>
    public double Threshold { get; }

    /// <summary>Whether an item has any label, <c>[n]</c>.</summary>
    public IReadOnlyList<bool> Known { get; }

    /// <summary>The same for the reference, <c>[m]</c>.</summary>
    public IReadOnlyList<bool> ReferenceKnown { get; }

    /// <summary>The relevance of every pair, float64 <c>[n, m]</c>, a fresh tensor.</summary>
    /// <param name="device">Where to.</param>
    public Tensor Matrix(Device device)
    {
        using var scope = NewDisposeScope();
        return ComputeMatrix(device).MoveToOuterDisposeScope();
    }

    /// <summary>Which pairs are positive, bool <c>[n, m]</c>.</summary>
    /// <param name="relevance">What <see cref="Matrix"/> gave.</param>
    internal Tensor IsPositive(Tensor relevance) => relevance >= Scalars.Of(Threshold - Rounding);

    /// <summary>Some of the items as anchors, all of the reference.</summary>
    internal abstract LabelRelevance Rows(int first, int count);

    private protected abstract Tensor ComputeMatrix(Device device);

    private protected static T[] Rows<T>(T[] values, int width, int first, int count) => values[(first * width)..((first + count) * width)];

    /// <summary>The entries of a matrix of labels, row by row.</summary>
    private protected static long[] Read(Tensor labels, int items, string name, params ReadOnlySpan<ScalarType> types)
    {
        if (labels.dim() != 2 || labels.shape[0] != items)
        {
            throw new ArgumentException($"Expected {name} of shape [{items}, labels], found [{string.Join(", ", labels.shape)}].", name);
        }

        if (!types.Contains(labels.dtype))
        {
            throw new ArgumentException($"Expected {name} of one of the types {string.Join(", ", types.ToArray())}, found {labels.dtype}.", name);
        }

        using var scope = NewDisposeScope();
        return [.. labels.detach().to(ScalarType.Int64).cpu().contiguous().data<long>()];
    }
}
