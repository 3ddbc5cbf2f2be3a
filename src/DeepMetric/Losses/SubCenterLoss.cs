using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>ArcFace with several weight vectors per class, of which the nearest counts.</summary>
public abstract class SubCenterLoss : MarginSoftmaxLoss
{
    private readonly int _subCenters;

    /// <summary>Creates a loss.</summary>
    private protected SubCenterLoss(LossDimensions dimensions, int subCenters, Reducer? reducer, Regularizer? regularizer, double regularizerWeight)
        : base(dimensions, reducer, regularizer, regularizerWeight, subCenters) => _subCenters = subCenters;

    /// <summary>Finds items far from the dominant center of their class: candidates for wrong labels.</summary>
    /// <param name="embeddings"><c>[n, d]</c>.</param>
    /// <param name="labels">Integers from 0 to classes − 1, <c>[n]</c>; items of the ignored label are left out.</param>
    /// <param name="threshold">The angle beyond which an item is an outlier, in degrees.</param>
    /// <exception cref="ArgumentException">A shape, type or label is not as said.</exception>
    public SubCenterOutliers FindOutliers(Tensor embeddings, Tensor labels, double threshold = 75)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(embeddings, labels);
        ClassItems items = ClassItems.Of(new LossInput(batch, null, empty(0, 0), Listed: true, OrderedPairs: false, IgnoredLabel), Dimensions, GetType().Name);
        Tensor centers = Centers(batch.Embeddings);
        Tensor cosines = Distance.Matrix(items.Embeddings, centers).view(-1, Dimensions.Classes, _subCenters);
        Tensor own = cosines.gather(1, items.Labels.view(-1, 1, 1).expand(-1, 1, _subCenters)).squeeze(1);
        long[] nearest = [.. own.argmax(1).cpu().data<long>()];
        double[] ownCosines = [.. own.to(ScalarType.Float64).cpu().contiguous().data<double>()];
        double[] weights = [.. centers.to(ScalarType.Float64).cpu().contiguous().data<double>()];
        double smallest = Math.Cos(double.DegreesToRadians(threshold));
        List<int> outliers = [];
        SortedDictionary<int, double[]> dominant = [];
        foreach (IGrouping<int, int> label in Enumerable.Range(0, items.Rows.Length).GroupBy(item => items.Classes[item]).OrderBy(group => group.Key))
        {
            int[] counts = new int[_subCenters];
            foreach (int item in label)
            {
                counts[nearest[item]]++;
            }

            int center = Array.IndexOf(counts, counts.Max());
            outliers.AddRange(label.Where(item => ownCosines[(item * _subCenters) + center] < smallest).Select(item => items.Rows[item]));
            dominant.Add(label.Key, weights.AsSpan(((label.Key * _subCenters) + center) * Dimensions.EmbeddingSize, Dimensions.EmbeddingSize).ToArray());
        }

        return new SubCenterOutliers(outliers, dominant);
    }

    /// <summary>The margin of each item, in radians, <c>[v]</c> or a scalar.</summary>
    private protected abstract Tensor Margins(Tensor labels, Tensor like);

    /// <inheritdoc/>
    private protected sealed override Tensor Cosines(Tensor embeddings, Tensor centers) =>
        Distance.Matrix(embeddings, centers).view(-1, Dimensions.Classes, _subCenters).max(2).values;

    /// <inheritdoc/>
    private protected sealed override Tensor WithMargin(Tensor cosine, Tensor labels) => ClassCosine.AddAngle(cosine, Margins(labels, cosine.detach()));
}

/// <summary>Items far from what most of their class is near.</summary>
/// <param name="Outliers">Their rows, by class and then by row.</param>
/// <param name="DominantCenters">For each class with items the weight vector that is nearest to most of them, the first of equals.</param>
public sealed record SubCenterOutliers(IReadOnlyList<int> Outliers, IReadOnlyDictionary<int, double[]> DominantCenters);
