using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>Counts live tensors around many steps.</summary>
internal static class LeakCheck
{
    /// <summary>Asserts that 50 steps of a loss leave no tensor behind.</summary>
    public static void AssertSteady(Func<LossResult> compute, Tensor embeddings)
    {
        void Step()
        {
            using var scope = NewDisposeScope();
            using LossResult result = compute();
            result.Value.backward();
            embeddings.grad!.zero_();
        }

        Step();
        Step();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 50; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
