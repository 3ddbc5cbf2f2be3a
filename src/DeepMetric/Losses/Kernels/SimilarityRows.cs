using DeepMetric.Distances;
using DeepMetric.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The sums of each anchor's terms of a <see cref="RowForm"/> over products of float rows on the CPU, with their gradient, and one matrix held.</summary>
/// <remarks>
/// With S = X Yᵀ and G_i the gradient of anchor i's sum with respect to its row of S, the gradient of Σ_i w_i (sum of i) is w ⊙ (G Y) for the anchors and Gᵀ (w ⊙ X) for the reference: one product
/// where both are the same rows (<see cref="SymmetricProduct"/>). G Y, which also tells how far each anchor is moved, is then not known; a <see cref="GradientProbe"/> tells of most anchors that
/// it is far enough, and the products of the others are taken.
/// </remarks>
internal sealed class SimilarityRows : autograd.SingleTensorFunction<SimilarityRows>
{
    // So many times the smallest norm that counts, an anchor certainly has it also where rounding differs.
    private const double Certain = 2;
    private const string Work = "work";

    public override string Name => nameof(SimilarityRows);

    /// <summary>Whether a distance is a product of (normalised) rows, and the batch what this is for.</summary>
    public static bool Takes(EmbeddingBatch batch, Distance distance) =>
        distance is CosineSimilarity { Power: 1 } or DotProductSimilarity { Power: 1 }
        && batch.Embeddings.device_type == DeviceType.CPU && batch.Embeddings.dtype == ScalarType.Float32
        && batch is { Labels: not null, Relevance: null, Count: > 0 } && !batch.HasDistances(distance);

    /// <summary>The sums, <c>[n]</c>, differentiable; the work knows what was found on the way.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="distance">The similarity.</param>
    /// <param name="work">What is computed of each row; filled in.</param>
    public static Tensor Compute(EmbeddingBatch batch, Distance distance, SimilarityWork work)
    {
        Tensor query = distance.Prepared(batch.Embeddings);
        Tensor reference = work.IsOwn ? query : distance.Prepared(batch.Reference);
        Tensor embeddings = batch.Embeddings.detach();
        if (is_grad_enabled() && (query.requires_grad || reference.requires_grad))
        {
            return apply(query, reference, work, embeddings, distance);
        }

        using var scope = NewDisposeScope();
        (Tensor sums, _, _) = Forward(query, reference, work, embeddings, distance);
        work.GradientNorms!.MoveToOuterDisposeScope();
        return sums.MoveToOuterDisposeScope();
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var query = (Tensor)vars[0];
        var reference = (Tensor)vars[1];
        var work = (SimilarityWork)vars[2];
        work.ReferenceLearns = reference.requires_grad;
        (Tensor sums, Tensor gradient, Tensor? pulls) = Forward(query, reference, work, (Tensor)vars[3], (Distance)vars[4]);
        ctx.save_for_backward(pulls is null ? [query, gradient] : [query, gradient, pulls]);
        ctx.save_data(Work, work);
        return sums;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        var work = (SimilarityWork)ctx.get_data(Work);
        if (work.IsOwn)
        {
            return [Symmetric(saved[1], grad_output.contiguous(), saved[0].detach().contiguous()).MoveToOuterDisposeScope(), null!, null!, null!, null!];
        }

        Tensor weights = grad_output.unsqueeze(1);
        Tensor anchors = weights * saved[2];
        Tensor? others = work.ReferenceLearns ? saved[1].t().mm(weights * saved[0]) : null;
        return [anchors.MoveToOuterDisposeScope(), others?.MoveToOuterDisposeScope()!, null!, null!, null!];
    }

    private static unsafe Tensor Products(Tensor rows)
    {
        (long n, long dimension) = (rows.shape[0], rows.shape[1]);
        if (dimension == 0)
        {
            return zeros(n, n);
        }

        Tensor matrix = empty(n, n);
        DistanceMatrix.Products(DenseMemory.Pointer<float>(rows), (int)n, (int)dimension, DenseMemory.Pointer<float>(matrix));
        return matrix;
    }

    private static unsafe Tensor Symmetric(Tensor matrix, Tensor weights, Tensor rows)
    {
        Tensor result = empty_like(rows);
        SymmetricProduct.Fill(
            DenseMemory.Pointer<float>(matrix), DenseMemory.Pointer<float>(weights), (int)rows.shape[0], DenseMemory.Pointer<float>(rows), (int)rows.shape[1], DenseMemory.Pointer<float>(result));
        return result;
    }

    private static unsafe (Tensor Sums, Tensor Gradient, Tensor? Pulls) Forward(Tensor query, Tensor reference, SimilarityWork work, Tensor embeddings, Distance distance)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor x = query.detach().contiguous();
        Tensor y = work.IsOwn ? x : reference.detach();
        Tensor matrix = work.IsOwn ? Products(x) : x.mm(y.t());
        Tensor? pulls = null;
        if (work.IsOwn)
        {
            work.GradientNorms = OwnNorms(embeddings, x, matrix, work, distance).MoveToOuterDisposeScope();
        }
        else
        {
            work.Run(matrix);
            pulls = matrix.mm(y).MoveToOuterDisposeScope();
            work.GradientNorms = Norms(embeddings, x, pulls, distance).MoveToOuterDisposeScope();
        }

        return (work.Terms.Sums(ScalarType.Float32, CPU).MoveToOuterDisposeScope(), matrix.MoveToOuterDisposeScope(), pulls);
    }

    /// <summary>Computes all rows, and the norms of anchors that are compared among themselves, or bounds of these.</summary>
    private static unsafe Tensor OwnNorms(Tensor embeddings, Tensor x, Tensor matrix, SimilarityWork work, Distance distance)
    {
        int n = (int)x.shape[0];
        Tensor moves = empty(n, ScalarType.Float64);
        using (var probe = new GradientProbe(x))
        {
            work.Run(matrix, probe, DenseMemory.Pointer<double>(moves));
        }

        Tensor norms = distance.Normalize ? moves / Lengths(embeddings).to(ScalarType.Float64) : moves;
        double* least = DenseMemory.Pointer<double>(norms);
        long[] open = [.. Enumerable.Range(0, n).Where(anchor => !(least[anchor] > Certain * LossTelemetry.Epsilon)).Select(anchor => (long)anchor)];
        if (open.Length > n / 2)
        {
            return Norms(embeddings, x, matrix.mm(x), distance);
        }

        if (open.Length > 0)
        {
            Tensor places = tensor(open);
            Tensor exact = Norms(embeddings.index_select(0, places), x.index_select(0, places), matrix.index_select(0, places).mm(x), distance);
            norms.index_copy_(0, places, exact);
        }

        return norms;
    }

    /// <summary>The norm of the gradient of each anchor's sum with respect to its own embedding.</summary>
    private static Tensor Norms(Tensor embeddings, Tensor x, Tensor pulls, Distance distance)
    {
        Tensor gradient = pulls;
        if (distance.Normalize)
        {
            Tensor along = (pulls * x).sum(1, keepdim: true);
            gradient = pulls.Minus(along * x) / Lengths(embeddings).unsqueeze(1);
        }

        return gradient.RowNorms(2).to(ScalarType.Float64);
    }

    private static Tensor Lengths(Tensor embeddings) => embeddings.RowNorms(2).clamp_min(Scalars.Of(SmallestNorm));

    // What libtorch's normalisation divides by at least.
    private const double SmallestNorm = 1e-12;
}
