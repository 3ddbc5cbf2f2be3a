using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>A folder for units that are only measured; it is removed at the end.</summary>
internal sealed class ProbeFolder : IDisposable
{
    /// <summary>Where their files lie.</summary>
    public StudyLayout Layout { get; } = new(Path.Combine(Path.GetTempPath(), $"deepmetric-probe-{Guid.NewGuid():N}"));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Layout.Folder))
        {
            Directory.Delete(Layout.Folder, recursive: true);
        }
    }
}
