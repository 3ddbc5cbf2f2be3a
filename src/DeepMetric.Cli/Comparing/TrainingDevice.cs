using DeepMetric.Native;
using TorchSharp;

namespace DeepMetric.Cli.Comparing;

/// <summary>The devices of this machine.</summary>
internal static class TrainingDevice
{
    /// <summary>Loads libtorch and makes sure that it has a device.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="PlatformNotSupportedException">libtorch does not load, or has no such device here.</exception>
    public static void Require(string device)
    {
        TorchRuntime.EnsureLoaded();
        if (device == "cuda" && !torch.cuda.is_available())
        {
            throw new PlatformNotSupportedException("--device: expected a device that libtorch finds here, found cuda, which it does not: use cpu, or a build with a TorchSharp-cuda package on a machine with its driver.");
        }
    }
}
