using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Cuts the terms of a loss into parts, each of which is a function of all embeddings and all rows of the reference.</summary>
/// <param name="embeddings"><c>[n, d]</c>.</param>
/// <param name="reference"><c>[m, d]</c>.</param>
internal delegate IEnumerable<Func<Tensor, Tensor, Tensor>> TermPartition(Tensor embeddings, Tensor reference);

/// <summary>Computes terms part by part; the gradient of a part is computed again when it is needed.</summary>
/// <remarks>Exact: gradients of parts add up. Terms computed so are differentiable once.</remarks>
internal sealed class TermParts : autograd.SingleTensorFunction<TermParts>
{
    private const string Partition = "partition";

    public override string Name => nameof(TermParts);

    /// <summary>All terms, <c>[t]</c>, differentiable.</summary>
    public static Tensor Compute(Tensor embeddings, Tensor reference, TermPartition partition) =>
        is_grad_enabled() && (embeddings.requires_grad || reference.requires_grad) ? apply(embeddings, reference, partition) : Forward(partition, embeddings, reference);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var embeddings = (Tensor)vars[0];
        var reference = (Tensor)vars[1];
        var partition = (TermPartition)vars[2];
        ctx.save_for_backward([embeddings, reference]);
        ctx.save_data(Partition, partition);
        return Forward(partition, embeddings, reference);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var enabled = enable_grad();
        using var scope = NewDisposeScope();
        var partition = (TermPartition)ctx.get_data(Partition);
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor embeddings = saved[0].detach().clone().requires_grad_();
        Tensor reference = saved[1].detach().clone().requires_grad_();
        Tensor[] totals = [zeros_like(saved[0]), zeros_like(saved[1])];
        long done = 0;
        foreach (Func<Tensor, Tensor, Tensor> part in partition(saved[0].detach(), saved[1].detach()))
        {
            using var inner = NewDisposeScope();
            Tensor terms = part(embeddings, reference);
            long length = terms.numel();
            if (length > 0)
            {
                IList<Tensor> gradients = autograd.grad([terms], [embeddings, reference], [grad_output.narrow(0, done, length)]);
                using var guard = no_grad();
                totals[0].add_(gradients[0], Scalars.One);
                totals[1].add_(gradients[1], Scalars.One);
            }

            done += length;
        }

        return [totals[0].MoveToOuterDisposeScope(), totals[1].MoveToOuterDisposeScope(), null!];
    }

    private static Tensor Forward(TermPartition partition, Tensor embeddings, Tensor reference)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor rows = embeddings.detach();
        Tensor others = reference.detach();
        var terms = new List<Tensor> { zeros(0, rows.dtype, rows.device) };
        foreach (Func<Tensor, Tensor, Tensor> part in partition(rows, others))
        {
            using var inner = NewDisposeScope();
            terms.Add(part(rows, others).MoveToOuterDisposeScope());
        }

        return cat(terms).MoveToOuterDisposeScope();
    }
}
