using DeepMetric.Distances;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The sums of each anchor's terms of a <see cref="RowForm"/> over products of float rows on the CPU, with their gradient: three matrix products in all, and one matrix held.</summary>
/// <remarks>
/// With S = X Yᵀ and G_i the gradient of anchor i's sum with respect to its row of S, the gradient of Σ_i w_i (sum of i) is w ⊙ (G Y) for the anchors and
/// Gᵀ (w ⊙ X) for the reference. G Y, which is known from the forward pass, also tells how much each anchor is moved.
/// </remarks>
internal sealed class SimilarityRows : autograd.SingleTensorFunction<SimilarityRows>
{
    private const string Work = "work";

    public override string Name => nameof(SimilarityRows);

    /// <summary>Whether a distance is a product of (normalised) rows, and the batch what this is for.</summary>
    public static bool Takes(EmbeddingBatch batch, Distance distance) =>
        distance is CosineSimilarity { Power: 1 } or DotProductSimilarity { Power: 1 }
        && batch.Embeddings.device_type == DeviceType.CPU && batch.Embeddings.dtype == ScalarType.Float32
        && batch is { Labels: not null, Relevance: null, Count: > 0 } && !batch.HasDistances(distance);

    /// <summary>The sums, <c>[n]</c>, differentiable, and the norm of each anchor's gradient, double <c>[n]</c>; both in the caller's scope.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="distance">The similarity.</param>
    /// <param name="work">What is computed of each row; filled in.</param>
    public static (Tensor Sums, Tensor GradientNorms) Compute(EmbeddingBatch batch, Distance distance, SimilarityWork work)
    {
        Tensor query = distance.Prepared(batch.Embeddings);
        Tensor reference = ReferenceEquals(batch.Embeddings, batch.Reference) ? query : distance.Prepared(batch.Reference);
        bool differentiable = is_grad_enabled() && (query.requires_grad || reference.requires_grad);
        Tensor sums;
        if (differentiable)
        {
            sums = apply(query, reference, work);
        }
        else
        {
            using var scope = NewDisposeScope();
            (Tensor values, _, Tensor pulls) = Forward(query, reference, work);
            work.Pulls = pulls.MoveToOuterDisposeScope();
            sums = values.MoveToOuterDisposeScope();
        }

        return (sums, Norms(batch.Embeddings, query, work.Pulls!, distance));
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var query = (Tensor)vars[0];
        var reference = (Tensor)vars[1];
        var work = (SimilarityWork)vars[2];
        work.ReferenceLearns = reference.requires_grad;
        (Tensor sums, Tensor gradient, Tensor pulls) = Forward(query, reference, work);
        ctx.save_for_backward([query, gradient, pulls]);
        ctx.save_data(Work, work);
        work.Pulls = pulls;
        return sums;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor weights = grad_output.unsqueeze(1);
        Tensor anchors = weights * saved[2];
        Tensor? others = ((SimilarityWork)ctx.get_data(Work)).ReferenceLearns ? saved[1].t().mm(weights * saved[0]) : null;
        return [anchors.MoveToOuterDisposeScope(), others?.MoveToOuterDisposeScope()!, null!];
    }

    private static (Tensor Sums, Tensor Gradient, Tensor Pulls) Forward(Tensor query, Tensor reference, SimilarityWork work)
    {
        using var guard = no_grad();
        using Tensor x = query.detach();
        using Tensor y = reference.detach();
        using Tensor across = y.t();
        Tensor matrix = x.mm(across);
        work.Run(matrix);
        return (work.Terms.Sums(ScalarType.Float32, CPU), matrix, matrix.mm(y));
    }

    /// <summary>The norm of the gradient of each anchor's sum with respect to its own embedding.</summary>
    private static Tensor Norms(Tensor embeddings, Tensor query, Tensor pulls, Distance distance)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor gradient = pulls;
        if (distance.Normalize)
        {
            Tensor x = query.detach();
            Tensor along = (pulls * x).sum(1, keepdim: true);
            gradient = pulls.Minus(along * x) / embeddings.detach().RowNorms(2).clamp_min(Scalars.Of(SmallestNorm)).unsqueeze(1);
        }

        return gradient.RowNorms(2).to(ScalarType.Float64).MoveToOuterDisposeScope();
    }

    // What libtorch's normalisation divides by at least.
    private const double SmallestNorm = 1e-12;
}
