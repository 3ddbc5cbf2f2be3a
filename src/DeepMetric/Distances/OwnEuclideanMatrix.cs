using DeepMetric.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>Euclidean distances of float rows among themselves on the CPU: half of them are computed forward, and one product, or none where gradients are sparse, backward.</summary>
internal sealed unsafe class OwnEuclideanMatrix : autograd.SingleTensorFunction<OwnEuclideanMatrix>
{
    private const string Squared = "squared";

    // Above this share of entries that are not 0 a matrix product is faster than taking them one by one.
    private const double LargestSparse = 0.25;

    public override string Name => nameof(OwnEuclideanMatrix);

    /// <summary>Whether rows are what this is for.</summary>
    public static bool Takes(Tensor rows) => rows.device_type == DeviceType.CPU && rows.dtype == ScalarType.Float32;

    /// <summary>The matrix <c>[n, n]</c> of prepared rows <c>[n, d]</c>.</summary>
    public static Tensor Compute(Tensor rows, bool squared) => rows.requires_grad && is_grad_enabled() ? apply(rows, squared) : Forward(rows, squared);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var rows = (Tensor)vars[0];
        bool squared = (bool)vars[1];
        Tensor matrix = Forward(rows, squared);
        ctx.save_for_backward(squared ? [rows] : [rows, matrix]);
        ctx.save_data(Squared, squared);
        return matrix;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor rows = saved[0].detach().contiguous();
        Tensor gradient = grad_output.contiguous();
        (int n, int dimension) = ((int)rows.shape[0], (int)rows.shape[1]);
        Tensor weights = empty(n, n, ScalarType.Float32);
        float* distances = (bool)ctx.get_data(Squared) ? null : DenseMemory.Pointer<float>(saved[1]);
        long some = DistanceGradient.Weights(DenseMemory.Pointer<float>(gradient), distances, n, DenseMemory.Pointer<float>(weights));
        if (some > LargestSparse * n * n)
        {
            return [(weights.sum(1, keepdim: true) * rows).Minus(weights.mm(rows)).MoveToOuterDisposeScope(), null!];
        }

        Tensor result = empty_like(rows);
        DistanceGradient.Gather(DenseMemory.Pointer<float>(weights), DenseMemory.Pointer<float>(rows), n, dimension, DenseMemory.Pointer<float>(result));
        return [result.MoveToOuterDisposeScope(), null!];
    }

    private static Tensor Forward(Tensor rows, bool squared)
    {
        using var guard = no_grad();
        using Tensor x = rows.detach().contiguous();
        int n = (int)x.shape[0];
        Tensor matrix = empty(n, n, ScalarType.Float32);
        float* first = DenseMemory.Pointer<float>(x);
        DistanceMatrix.Euclidean(first, n, first, n, (int)x.shape[1], DenseMemory.Pointer<float>(matrix), squared);
        return matrix;
    }
}
