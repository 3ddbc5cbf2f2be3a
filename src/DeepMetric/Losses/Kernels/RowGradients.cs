using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>A sum per row of a matrix that a kernel computed together with its gradient.</summary>
internal sealed class RowGradients : autograd.SingleTensorFunction<RowGradients>
{
    public override string Name => nameof(RowGradients);

    /// <summary>The sums, differentiable in the matrix.</summary>
    /// <param name="matrix"><c>[n, m]</c>.</param>
    /// <param name="weights">The gradient of each row's sum, <c>[n, m]</c>.</param>
    /// <param name="sums"><c>[n]</c>.</param>
    public static Tensor Attach(Tensor matrix, Tensor weights, Tensor sums) => matrix.requires_grad && is_grad_enabled() ? apply(matrix, weights, sums) : sums.alias();

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_for_backward([(Tensor)vars[1]]);
        return ((Tensor)vars[2]).clone();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        return [(grad_output.unsqueeze(1) * ctx.get_saved_variables()[0]).MoveToOuterDisposeScope(), null!, null!];
    }
}
