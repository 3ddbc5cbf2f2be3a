using DeepMetric.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Diagnostics;

public sealed class UpdateNormMeterTests
{
    // From (3, 0) and (4), norm 5, by (0.6, 0) and (-0.8), norm 1.
    [Fact]
    public void Divides_the_change_by_the_size_before_it()
    {
        using var scope = NewDisposeScope();
        Parameter a = new(tensor(new float[] { 3, 0 }));
        Parameter b = new(tensor(new float[] { 4 }));
        using var meter = new UpdateNormMeter([a, b]);
        meter.Remember();
        Assert.Equal(0, meter.Measure());
        meter.Remember();
        Add(a, 0.6f, 0);
        Add(b, -0.8f);
        Assert.Equal(0.2, meter.Measure()!.Value, 1e-6);
    }

    [Fact]
    public void Has_no_relative_size_from_zero()
    {
        using var scope = NewDisposeScope();
        Parameter a = new(zeros(2));
        using var meter = new UpdateNormMeter([a]);
        meter.Remember();
        Add(a, 1, 1);
        Assert.Null(meter.Measure());
    }

    [Fact]
    public void Wants_to_remember_before_every_measure()
    {
        using var scope = NewDisposeScope();
        using var meter = new UpdateNormMeter([new Parameter(ones(2))]);
        Assert.Throws<InvalidOperationException>(() => meter.Measure());
        meter.Remember();
        meter.Measure();
        Assert.Throws<InvalidOperationException>(() => meter.Measure());
    }

    [Fact]
    public void Remembers_past_a_scope_and_leaves_no_tensor_behind()
    {
        using var outer = NewDisposeScope();
        Parameter a = new(ones(4));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var meter = new UpdateNormMeter([a]))
        {
            using (var inner = NewDisposeScope())
            {
                meter.Remember();
                meter.Remember();
            }

            Add(a, 1, 1, 1, 1);
            Assert.Equal(1, meter.Measure()!.Value, 1e-6);
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            meter.Remember();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Add(Parameter parameter, params float[] change)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        parameter.add_(tensor(change));
    }
}
