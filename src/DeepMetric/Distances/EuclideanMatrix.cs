using DeepMetric.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>Euclidean distances of all pairs of rows, with a backward pass of two matrix products.</summary>
/// <remarks>
/// With S = G / D (or 2 G for squared distances, 0 where D is 0), G the gradient of the matrix, the gradient of row x_i is
/// (Σ_j S_ij) x_i − Σ_j S_ij y_j, and that of y_j is (Σ_i S_ij) y_j − Σ_i S_ij x_i.
/// </remarks>
internal sealed class EuclideanMatrix : autograd.SingleTensorFunction<EuclideanMatrix>
{
    private const string Squared = "squared";

    public override string Name => nameof(EuclideanMatrix);

    /// <summary>The matrix <c>[n, m]</c> of prepared rows <c>[n, d]</c> and <c>[m, d]</c>.</summary>
    public static Tensor Compute(Tensor query, Tensor reference, bool squared)
    {
        if (ReferenceEquals(query, reference) && OwnEuclideanMatrix.Takes(query))
        {
            return OwnEuclideanMatrix.Compute(query, squared);
        }

        if (query.device_type == DeviceType.CPU && (query.requires_grad || reference.requires_grad) && is_grad_enabled())
        {
            return apply(query, reference, squared);
        }

        return query.device_type == DeviceType.CPU ? Forward(query, reference, squared) : OnDevice(query, reference, squared);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var query = (Tensor)vars[0];
        var reference = (Tensor)vars[1];
        bool squared = (bool)vars[2];
        Tensor matrix = Forward(query, reference, squared);
        ctx.save_for_backward(squared ? [query, reference] : [query, reference, matrix]);
        ctx.save_data(Squared, squared);
        return matrix;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor query = saved[0];
        Tensor reference = saved[1];
        Tensor weights = (bool)ctx.get_data(Squared)
            ? grad_output.Times(2)
            : where(saved[2] > Scalars.Of(0), grad_output / saved[2], zeros_like(grad_output));
        Tensor queryGradient = (weights.sum(1, keepdim: true) * query).Minus(weights.mm(reference));
        Tensor referenceGradient = (weights.sum([0]).unsqueeze(1) * reference).Minus(weights.t().mm(query));
        return [queryGradient.MoveToOuterDisposeScope(), referenceGradient.MoveToOuterDisposeScope(), null!];
    }

    private static unsafe Tensor Forward(Tensor query, Tensor reference, bool squared)
    {
        using var guard = no_grad();
        using Tensor x = query.detach().contiguous();
        using Tensor y = reference.detach().contiguous();
        Tensor matrix = empty(x.shape[0], y.shape[0], x.dtype, device: x.device);
        if (x.dtype == ScalarType.Float64)
        {
            PairwiseKernel.SquaredDistances(x, y, matrix, squared);
        }
        else
        {
            DistanceMatrix.Euclidean(
                DenseMemory.Pointer<float>(x), (int)x.shape[0], DenseMemory.Pointer<float>(y), (int)y.shape[0], (int)x.shape[1], DenseMemory.Pointer<float>(matrix), squared);
        }

        return matrix;
    }

    private static Tensor OnDevice(Tensor query, Tensor reference, bool squared)
    {
        if (!squared)
        {
            return cdist(query, reference, 2);
        }

        Tensor gram = query.mm(reference.t());
        return (query * query).sum(1, keepdim: true).Plus((reference * reference).sum(1).unsqueeze(0)).Minus(gram.Times(2)).clamp_min(Scalars.Of(0));
    }
}
