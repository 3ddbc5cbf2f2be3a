using CsCheck;
using DeepMetric.Kernels;
using DeepMetric.Losses.Kernels;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Kernels;

public sealed unsafe class SymmetricProductTests
{
    [Fact]
    public void Equals_the_two_products_in_double_for_every_shape()
    {
        int compared = 0;
        (from n in Gen.OneOf(Gen.Int[1, 110], Gen.Int[500, 540])
         from dimension in Gen.Int[1, 140]
         from seed in Gen.ULong[1, 1000]
         select (n, dimension, seed)).Sample(
            shape =>
            {
                using var scope = NewDisposeScope();
                Tensor matrix = Numbers(shape.seed, shape.n, shape.n);
                Tensor weights = Numbers(shape.seed + 1, 1, shape.n).reshape(-1);
                Tensor rows = Numbers(shape.seed + 2, shape.n, shape.dimension);
                Tensor found = empty_like(rows);
                SymmetricProduct.Fill(
                    DenseMemory.Pointer<float>(matrix), DenseMemory.Pointer<float>(weights), shape.n, DenseMemory.Pointer<float>(rows), shape.dimension, DenseMemory.Pointer<float>(found));
                Tensor weighted = weights.unsqueeze(1).to(ScalarType.Float64) * matrix.to(ScalarType.Float64);
                Tensor expected = (weighted.Plus(weighted.t())).mm(rows.to(ScalarType.Float64));
                double difference = expected.Minus(found.to(ScalarType.Float64)).abs().max().item<double>();
                Assert.True(difference < 1e-4 * Math.Sqrt(shape.n), $"found a difference of {difference}");
                compared += found.count_nonzero().item<long>() > 0 ? 1 : 0;
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 50, $"only {compared} products");
    }

    /// <summary>The bound is one, also for rows and gradients that leave little or nothing of the move, and far from 0 for most.</summary>
    [Fact]
    public void A_probe_never_says_that_an_anchor_moves_farther_than_it_does()
    {
        (int near, int all) = (0, 0);
        (from n in Gen.Int[1, 90]
         from dimension in Gen.Int[1, 60]
         from scale in Gen.Int[-8, 3]
         from collapse in Gen.Int[0, 8]
         from seed in Gen.ULong[1, 1000]
         select (n, dimension, scale, collapse, seed)).Sample(
            shape =>
            {
                using var scope = NewDisposeScope();

                // Rows as near to one another as a collapsing training leaves them.
                Tensor rows = Numbers(shape.seed, shape.n, shape.dimension).Times(Math.Pow(10, -shape.collapse)).Plus(Numbers(shape.seed + 1, 1, shape.dimension));
                rows = nn.functional.normalize(rows, dim: 1).contiguous();
                Tensor gradient = Numbers(shape.seed + 2, shape.n, shape.n).Times(Math.Pow(10, shape.scale));
                Tensor x = rows.to(ScalarType.Float64);
                Tensor pulls = gradient.to(ScalarType.Float64).mm(x);
                Tensor moved = pulls.Minus((pulls * x).sum(1, keepdim: true) * x / (x * x).sum(1, keepdim: true)).norm(1);
                using var probe = new GradientProbe(rows);
                for (int i = 0; i < shape.n; i++)
                {
                    double least = probe.LeastMove(DenseMemory.Pointer<float>(gradient) + ((long)i * shape.n), i);
                    double exact = moved[i].item<double>();
                    Assert.False(least > exact * (1 + 1e-5), $"expected at most {exact:R}, found {least:R}");
                    near += shape.collapse < 2 && least > exact / 100 ? 1 : 0;
                    all += shape.collapse < 2 ? 1 : 0;
                }
            },
            iter: 100,
            threads: 1);
        Assert.True(near > 0.8 * all, $"of {all} bounds only {near} say something");
    }

    private static Tensor Numbers(ulong seed, int rows, int columns)
    {
        var random = new SeededRandom(seed);
        return tensor(Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian()).ToArray()).reshape(rows, columns);
    }
}
