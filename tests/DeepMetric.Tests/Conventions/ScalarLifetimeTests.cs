using System.Reflection;
using DeepMetric.Lab.Runner;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Conventions;

/// <summary>No scalar is freed before libtorch has read it (<see cref="Scalars"/>).</summary>
public sealed class ScalarLifetimeTests
{
    private static readonly Assembly[] Libraries = [typeof(MetricLoss).Assembly, typeof(ModelCatalog).Assembly, typeof(ComparisonRunner).Assembly, typeof(LossConformance).Assembly];

    // A norm of an order that no float holds, and a TorchScript module, which makes scalars of numbers only and gets tensors.
    private static readonly string[] Allowed = ["linalg.vector_norm(Tensor, Double, Int64[], Boolean)", "ScriptModule.call(Object[])"];

    [Fact]
    public void Nothing_calls_what_makes_a_scalar_that_nobody_holds()
    {
        HashSet<string> makers = Makers(MethodCalls.Of(typeof(torch).Assembly));
        Assert.Contains("Tensor.op_Addition(Tensor, Tensor)", makers);
        Assert.Contains("Tensor.op_Multiply(Tensor, Double)", makers);
        Assert.Contains("torch.arange(Scalar, Nullable`1<ScalarType>, Device, Boolean)", makers);
        Assert.DoesNotContain("Tensor.op_Multiply(Tensor, Scalar)", makers);
        string[] found =
        [
            .. from library in Libraries
               from method in MethodCalls.Of(library)
               where !method.Key.StartsWith("Held.", StringComparison.Ordinal) && !method.Key.StartsWith("Scalars.", StringComparison.Ordinal)
               from called in method.Value
               where makers.Contains(called) && !Allowed.Contains(called)
               select $"{method.Key} calls {called}",
        ];
        Assert.Empty(found);
    }

    [Fact]
    public void A_scalar_outlives_the_next_ones()
    {
        Scalar[] held = [.. Enumerable.Range(0, 200).Select(i => Scalars.Of(i + 0.5)), .. Enumerable.Range(0, 200).Select(i => Scalars.Of((long)i))];
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i + 0.5), held.Take(200).Select(scalar => scalar.ToDouble()));
        Assert.Equal(Enumerable.Range(0, 200), held.Skip(200).Select(scalar => (int)scalar.ToInt64()));
        Assert.Same(Scalars.Of(0.25), Scalars.Of(0.25));
        Assert.Equal(1, Scalars.One.ToInt64());
        using Tensor whole = ones(2, ScalarType.Int64).Times(2);
        Assert.Equal(ScalarType.Int64, whole.dtype);
    }

    [Fact]
    public async Task A_loss_of_many_operations_bears_collections_at_any_moment()
    {
        using var ended = new CancellationTokenSource();
        Task collector = Task.Run(
            () =>
            {
                while (!ended.IsCancellationRequested)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            },
            TestContext.Current.CancellationToken);
        double first = 0;
        for (int i = 0; i < 300; i++)
        {
            using var scope = NewDisposeScope();
            Tensor x = rand(12, 4, ScalarType.Float64, generator: new Generator(7)).requires_grad_();
            using LossResult result = new DynamicSoftMarginLoss().Compute(x, TensorArithmetic.Range(12).remainder(Scalars.Of(3)));
            result.Value.backward();
            double value = result.Value.ToNumber();
            first = i == 0 ? value : first;
            Assert.Equal(first, value);
        }

        await ended.CancelAsync();
        await collector;
        Assert.True(double.IsFinite(first) && first > 0);
    }

    /// <summary>What makes a scalar, and what calls it without a scalar of the caller's.</summary>
    private static HashSet<string> Makers(Dictionary<string, HashSet<string>> calls)
    {
        HashSet<string> makers =
        [
            .. calls.Keys.Where(name => name.StartsWith("Scalar.op_Implicit(", StringComparison.Ordinal) || name.StartsWith("ScalarExtensionMethods.ToScalar(", StringComparison.Ordinal)),
        ];
        for (int known = 0; known < makers.Count;)
        {
            known = makers.Count;
            makers.UnionWith(calls.Where(method => method.Value.Overlaps(makers)).Select(method => method.Key));
        }

        return makers;
    }
}
