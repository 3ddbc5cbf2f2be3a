using DeepMetric.Native;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>Makes libtorch ready for a device and a number of threads.</summary>
internal static class ComputeDevice
{
    /// <summary>Loads libtorch and sets its threads.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="threads">Threads.</param>
    /// <exception cref="PlatformNotSupportedException">libtorch does not load here, or has no such device.</exception>
    public static void Prepare(string device, int threads)
    {
        HostTuning.Apply();
        TorchRuntime.EnsureLoaded();
        if (device == "cuda" && !torch.cuda.is_available())
        {
            throw new PlatformNotSupportedException("The device cuda was asked for, and libtorch finds none: use the device cpu, or a TorchSharp-cuda package and a driver.");
        }

        torch.set_num_threads(threads);
    }
}
