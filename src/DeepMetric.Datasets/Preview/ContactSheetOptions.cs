using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>What can be set on a <see cref="ContactSheet"/>.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>What stands at the top; may be empty.</summary>
    /// <value>Default empty.</value>
    public string Title { get; init; } = "";

    /// <summary>Pictures side by side.</summary>
    /// <value>Default 8.</value>
    [Range(1, 64)]
    public int Columns { get; init; } = 8;

    /// <summary>The width and height of the square that each picture is fitted into, in pixels.</summary>
    /// <value>Default 112.</value>
    [Range(16, 1024)]
    public int TileSize { get; init; } = 112;
}
