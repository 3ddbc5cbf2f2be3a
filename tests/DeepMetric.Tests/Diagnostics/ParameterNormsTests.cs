using DeepMetric.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Diagnostics;

public sealed class ParameterNormsTests
{
    // √(1 + 4 + 4 + 16) = 5.
    [Fact]
    public void Takes_all_tensors_as_one_vector()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [tensor(new float[] { 1, 2 }), tensor(new double[] { 2, -4 }).reshape(2, 1)];
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Equal(5, ParameterNorms.Of(tensors), 1e-6);
        Assert.Equal(0, ParameterNorms.Of([]));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // The sum of 3 a and 2 b² at b = (1, -1): gradients 3 and (4, -4): √(9 + 16 + 16).
    [Fact]
    public void Takes_gradients_and_counts_a_parameter_without_one_as_0()
    {
        using var scope = NewDisposeScope();
        Parameter a = new(tensor(new float[] { 7 }));
        Parameter b = new(tensor(new float[] { 1, -1 }));
        Parameter unused = new(ones(3));
        Assert.Equal(0, ParameterNorms.OfGradients([a, b, unused]));
        ((3 * a).sum() + (2 * b * b).sum()).backward();
        Assert.Equal(Math.Sqrt(41), ParameterNorms.OfGradients([a, b, unused]), 1e-6);
    }

    [Fact]
    public void Gradients_leave_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        Parameter a = new(tensor(new float[] { 7, 1 }));
        (a * a).sum().backward();
        ParameterNorms.OfGradients([a]);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        ParameterNorms.OfGradients([a]);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
