using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Runner;

/// <summary>What can be told of the machine and the versions that run.</summary>
public static class HostFacts
{
    /// <summary>The widest vector instructions of the processor that .NET uses.</summary>
    public static string Simd =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : AdvSimd.IsSupported ? "AdvSimd"
        : Vector128.IsHardwareAccelerated ? "128-bit" : "none";

    /// <summary>Versions by name, in the order to show.</summary>
    public static IReadOnlyDictionary<string, string> Versions => new Dictionary<string, string>
    {
        ["DeepMetric"] = VersionOf(typeof(HostFacts).Assembly),
        [".NET"] = Environment.Version.ToString(),
        ["TorchSharp"] = VersionOf(typeof(TorchSharp.torch).Assembly),
        ["libtorch"] = TorchSharp.torch.__version__,
    };

    /// <summary>The processor's name, where the system tells it.</summary>
    public static string? Processor
    {
        get
        {
            const string source = "/proc/cpuinfo";
            string? line = File.Exists(source) ? File.ReadLines(source).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[^1].Trim();
        }
    }

    /// <summary>Everything that a run records of where it was made.</summary>
    public static EnvironmentFacts Collect(int threads, string device, string command, DateTimeOffset startedAt) => new()
    {
        Versions = Versions,
        OperatingSystem = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})",
        Cpu = Processor,
        Cores = Environment.ProcessorCount,
        Simd = Simd,
        Threads = threads,
        Device = device,
        GitCommit = CommitOf(typeof(HostFacts).Assembly),
        StartedAt = startedAt,
        Command = command,
    };

    private static string Informational(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";

    private static string VersionOf(Assembly assembly) => Informational(assembly).Split('+')[0];

    private static string? CommitOf(Assembly assembly) => Informational(assembly).Split('+') is [_, var commit] ? commit : null;
}
