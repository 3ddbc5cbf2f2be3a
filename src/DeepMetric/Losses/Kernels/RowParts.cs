using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Computes the terms of anchors part by part; the gradient of a part is computed again from its rows when it is needed.</summary>
/// <remarks>Exact: the terms of a part depend on its anchors' rows and on the reference, and gradients of parts add up.</remarks>
internal sealed class RowParts : autograd.SingleTensorFunction<RowParts>
{
    private const string Work = "work";

    public override string Name => nameof(RowParts);

    /// <summary>All terms, <c>[t]</c>, differentiable.</summary>
    public static Tensor Compute(RowWork work)
    {
        EmbeddingBatch batch = work.Batch;
        bool differentiable = is_grad_enabled() && (batch.Embeddings.requires_grad || batch.Reference.requires_grad);
        return differentiable ? apply(batch.Embeddings, batch.Reference, work) : Forward(work, batch.Embeddings, batch.Reference);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var queries = (Tensor)vars[0];
        var reference = (Tensor)vars[1];
        var work = (RowWork)vars[2];
        ctx.save_for_backward([queries, reference]);
        ctx.save_data(Work, work);
        return Forward(work, queries, reference);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var enabled = enable_grad();
        using var scope = NewDisposeScope();
        var work = (RowWork)ctx.get_data(Work);
        List<Tensor> saved = ctx.get_saved_variables();
        PairMasks masks = work.Masks(saved[0], saved[1]);
        Tensor queryGradient = zeros_like(saved[0]);
        Tensor referenceGradient = zeros_like(saved[1]);
        long done = 0;
        foreach ((int first, int count) in work.Parts())
        {
            using var part = NewDisposeScope();
            Tensor queries = saved[0].detach().narrow(0, first, count).clone().requires_grad_();
            Tensor reference = saved[1].detach().requires_grad_();
            Tensor terms = work.Terms(work.Distance.Matrix(queries, reference), masks.Slice(first, count));
            long length = terms.numel();
            if (length > 0)
            {
                IList<Tensor> gradients = autograd.grad([terms], [queries, reference], [grad_output.narrow(0, done, length)]);
                using var guard = no_grad();
                queryGradient.narrow(0, first, count).add_(gradients[0], Scalars.One);
                referenceGradient.add_(gradients[1], Scalars.One);
            }

            done += length;
        }

        return [queryGradient.MoveToOuterDisposeScope(), referenceGradient.MoveToOuterDisposeScope(), null!];
    }

    private static Tensor Forward(RowWork work, Tensor embeddings, Tensor reference)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        PairMasks masks = work.Masks(embeddings, reference);
        Tensor[] parts = [.. work.Parts().Select(part =>
        {
            using var inner = NewDisposeScope();
            Tensor distances = work.Distance.Matrix(embeddings.detach().narrow(0, part.First, part.Count), reference.detach());
            return work.Terms(distances, masks.Slice(part.First, part.Count)).MoveToOuterDisposeScope();
        })];
        return cat(parts).MoveToOuterDisposeScope();
    }
}
