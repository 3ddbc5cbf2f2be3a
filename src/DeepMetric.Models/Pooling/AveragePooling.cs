using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>The mean over all places of a feature map.</summary>
public sealed class AveragePooling : FeaturePooling
{
    /// <summary>Creates the pooling.</summary>
    public AveragePooling()
        : base(nameof(AveragePooling))
    {
    }

    /// <inheritdoc/>
    protected override Tensor Pool(Tensor map) => nn.functional.adaptive_avg_pool2d(map, 1).flatten(1);
}
