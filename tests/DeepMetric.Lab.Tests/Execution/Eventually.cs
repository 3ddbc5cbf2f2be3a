using System.Diagnostics;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>Waits for what another thread or process is to do.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition, string what, int seconds = 30)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(seconds), $"{what} did not happen within {seconds} s");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
