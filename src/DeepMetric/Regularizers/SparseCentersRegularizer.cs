using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>Merges the centers of a class that it has no use for: per pair of centers of one class √(2 − 2 cos(w_i, w_j)), their distance on the unit sphere.</summary>
/// <remarks>
/// <para>For weights of several vectors per class, those of a class adjacent, as in SoftTriple.</para>
/// <para>Paper: Qian et al., "SoftTriple Loss: Deep Metric Learning Without Triplet Sampling", ICCV 2019, equation 11.</para>
/// <para>Differs from it: the default reduction divides the sum over all classes by twice the number of pairs, classes × centers × (centers − 1), so that the weight
/// means the same for any number of either; two centers that coincide have a gradient of 0.</para>
/// </remarks>
public sealed class SparseCentersRegularizer : Regularizer
{
    /// <summary>Creates the penalty.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="centersPerClass">The vectors of each, at least 2.</param>
    /// <param name="reducer">By default the sum over classes × centers × (centers − 1).</param>
    public SparseCentersRegularizer(int classes, int centersPerClass, Reducer? reducer = null)
        : base(reducer ?? new DivisorReducer())
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(centersPerClass, 2);
        Classes = classes;
        CentersPerClass = centersPerClass;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The vectors of each class.</summary>
    public int CentersPerClass { get; }

    /// <inheritdoc/>
    protected override LossTerms.Listed ComputeTerms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.shape[0] != (long)Classes * CentersPerClass)
        {
            throw new ArgumentException($"Expected {Classes * CentersPerClass} rows, {CentersPerClass} for each of {Classes} classes, found {embeddings.shape[0]}.", nameof(embeddings));
        }

        (int First, int Second)[] pairs =
        [
            .. from label in Enumerable.Range(0, Classes)
               from first in Enumerable.Range(0, CentersPerClass)
               from second in Enumerable.Range(first + 1, CentersPerClass - first - 1)
               select ((label * CentersPerClass) + first, (label * CentersPerClass) + second),
        ];
        Tensor unit = nn.functional.normalize(embeddings, p: 2, dim: 1);
        Tensor Rows(IEnumerable<int> indices) => unit.index_select(0, tensor(indices.Select(index => (long)index).ToArray(), device: unit.device));
        Tensor distances = Rows(pairs.Select(pair => pair.First)).Minus(Rows(pairs.Select(pair => pair.Second))).norm(1);
        return new LossTerms.Listed("regularization", distances, [.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => pair.Second)]) { Divisor = 2.0 * pairs.Length };
    }
}
