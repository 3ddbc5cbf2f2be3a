using System.Runtime.InteropServices;

namespace DeepMetric.Native;

/// <summary>Settings of the C library's allocator, which libtorch's tensors on the CPU come from.</summary>
public static partial class HostMemory
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int Largest = 1 << 30;
    private const int LargestMapThreshold = 32 << 20;

    /// <summary>Asks the allocator to keep freed memory for the next tensors instead of giving it back to the system at once.</summary>
    /// <remarks>
    /// By default glibc maps and unmaps large blocks on every use, and the system clears each page anew: a step of a small ConvNet spends
    /// a good part of its time on that. For programs that train; the whole process is affected. Does nothing on other systems.
    /// </remarks>
    /// <returns>Whether the settings were taken.</returns>
    public static bool KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return SetOption(TrimThreshold, Largest) == 1 && SetOption(MapThreshold, LargestMapThreshold) == 1;
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
