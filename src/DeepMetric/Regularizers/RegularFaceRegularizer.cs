using DeepMetric.Distances;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>Pushes each row, usually a class weight, away from the one most similar to it: per row max over j ≠ i of s(w_i, w_j); 0 for a row alone.</summary>
/// <remarks><para>Paper: Zhao, Xu and Cheng, "RegularFace: Deep Face Recognition via Exclusive Regularization", CVPR 2019.</para></remarks>
public sealed class RegularFaceRegularizer : Regularizer
{
    /// <summary>Creates the penalty.</summary>
    /// <param name="distance">A similarity; by default the cosine.</param>
    /// <param name="reducer">By default the mean over rows.</param>
    /// <exception cref="ArgumentException">The distance is no similarity.</exception>
    public RegularFaceRegularizer(Distance? distance = null, Reducer? reducer = null)
        : base(reducer ?? new MeanReducer())
    {
        Distance = distance ?? new CosineSimilarity();
        if (!Distance.IsSimilarity)
        {
            throw new ArgumentException($"Expected a similarity, of which the largest is the nearest, found {Distance.GetType().Name}.", nameof(distance));
        }
    }

    /// <summary>How similar rows are.</summary>
    public Distance Distance { get; }

    /// <inheritdoc/>
    protected override LossTerms.Listed ComputeTerms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.shape[0] == 1)
        {
            return PerRow(embeddings.sum(1).Times(0));
        }

        Tensor similarities = Distance.Matrix(embeddings, embeddings);
        Tensor self = eye(embeddings.shape[0], dtype: ScalarType.Bool, device: embeddings.device);
        return PerRow(similarities.masked_fill(self, Scalars.Of(double.NegativeInfinity)).max(1).values);
    }
}
