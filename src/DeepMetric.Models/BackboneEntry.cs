namespace DeepMetric.Models;

/// <summary>A backbone of the catalogue.</summary>
/// <param name="EmbeddingSize">The dimensions of its embedding unless something else is asked for.</param>
/// <param name="LeastSide">The least height and width of an image: one place of the feature map.</param>
/// <param name="Patch">What height and width have to be multiples of.</param>
/// <param name="Create">Creates its trunk from channels, height, width and a seed.</param>
internal sealed record BackboneEntry(int EmbeddingSize, int LeastSide, int Patch, Func<int, int, int, ulong, Trunk> Create);
