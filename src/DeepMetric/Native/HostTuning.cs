using System.Runtime.InteropServices;

namespace DeepMetric.Native;

/// <summary>Settings of the C library and of OpenMP that training programs do well with. The whole process is affected, so a program asks for them.</summary>
public static partial class HostTuning
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int Largest = 1 << 30;
    private const int LargestMapThreshold = 32 << 20;

    /// <summary>Applies all of them; does nothing on other systems than Linux.</summary>
    /// <remarks>
    /// <para>Threads that wait for work sleep instead of spinning, unless <c>OMP_WAIT_POLICY</c> says otherwise: when something else needs a core,
    /// spinning threads make a step many times slower. OpenMP reads this when libtorch is loaded, so the call must come before.</para>
    /// <para>Freed memory is kept for the next tensors: by default glibc maps and unmaps large blocks on every use, and the system clears each page
    /// anew, which costs a small ConvNet a good part of its step.</para>
    /// </remarks>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetVariable(WaitPolicy, "PASSIVE", overwrite: 0);
            _ = SetOption(TrimThreshold, Largest);
            _ = SetOption(MapThreshold, LargestMapThreshold);
        }
        catch (Exception problem) when (problem is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than glibc: libtorch runs with its defaults.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
