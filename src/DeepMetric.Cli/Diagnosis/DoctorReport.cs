using System.Text.Json.Serialization;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Diagnosis;

/// <summary>What is here and whether it works.</summary>
internal sealed record DoctorReport
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-doctor/1";

    /// <summary>Whether libtorch loads.</summary>
    public bool Works => Problem is null;

    /// <summary>Why libtorch does not load; null where it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Versions by name, in the order to show.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The operating system.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The processor's name; null where the system does not tell.</summary>
    public string? Processor { get; init; }

    /// <summary>Logical processors that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>The widest vector instructions that .NET uses.</summary>
    public required string Simd { get; init; }

    /// <summary>Threads that a comparison uses unless told otherwise.</summary>
    public required int Threads { get; init; }

    /// <summary>Devices to train on; none where libtorch does not load.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>The edited copy of TorchSharp's native library in use; null where the library loads as shipped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? CompatibilityCopy { get; init; }

    /// <summary>The data sets and where they were found.</summary>
    public required IReadOnlyList<DatasetAvailability> Datasets { get; init; }
}
