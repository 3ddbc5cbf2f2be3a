using System.Globalization;
using System.Runtime.InteropServices;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Native;
using TorchSharp;

namespace DeepMetric.Cli.Diagnosis;

/// <summary>Examines the system that this process runs on.</summary>
internal static class SystemExamination
{
    /// <summary>Examines it.</summary>
    /// <param name="dataRoots">The folders to look for data sets in.</param>
    public static DoctorReport Examine(IReadOnlyList<string> dataRoots)
    {
        string? problem = null;
        IReadOnlyList<string> devices = [];
        try
        {
            TorchRuntime.EnsureLoaded();
            devices = Devices();
        }
        catch (Exception exception)
        {
            problem = ErrorLine.Of(exception);
        }

        return new DoctorReport
        {
            Problem = problem,
            Versions = HostFacts.Versions,
            OperatingSystem = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})",
            Processor = HostFacts.Processor,
            Cores = Environment.ProcessorCount,
            Simd = HostFacts.Simd,
            Threads = Environment.ProcessorCount,
            Devices = devices,
            CompatibilityCopy = TorchRuntime.CompatibilityCopy,
            Datasets = [.. DatasetCatalog.Names.Select(name => DatasetCatalog.Find(name, dataRoots))],
        };
    }

    private static List<string> Devices()
    {
        List<string> devices = ["cpu"];
        if (torch.cuda.is_available())
        {
            int count = torch.cuda.device_count();
            devices.Add(count == 1 ? "cuda" : string.Create(CultureInfo.InvariantCulture, $"cuda ({count} devices)"));
        }

        return devices;
    }
}
