namespace DeepMetric.Models;

/// <summary>The sizes of a vision transformer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Patch">Side of a patch in pixels.</param>
/// <param name="Layers">Encoder layers.</param>
/// <param name="Heads">Attention heads of a layer; divides the width.</param>
/// <param name="Width">Length of a token.</param>
/// <param name="Hidden">Hidden units of a layer's MLP.</param>
public sealed record VisionTransformerShape(string Name, int Patch, int Layers, int Heads, int Width, int Hidden)
{
    /// <summary>ViT-S/16: 12 layers, 6 heads, width 384, 22 million parameters.</summary>
    public static VisionTransformerShape S16 { get; } = new("VisionTransformerS16", 16, 12, 6, 384, 1536);

    /// <summary>ViT-B/32: 12 layers, 12 heads, width 768, 87 million parameters.</summary>
    public static VisionTransformerShape B32 { get; } = new("VisionTransformerB32", 32, 12, 12, 768, 3072);
}
