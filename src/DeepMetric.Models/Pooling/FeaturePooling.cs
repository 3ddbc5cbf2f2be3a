using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>Makes features <c>[n, f]</c> of a feature map <c>[n, f, h, w]</c>.</summary>
public abstract class FeaturePooling : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates a pooling.</summary>
    /// <param name="name">Its name.</param>
    protected FeaturePooling(string name)
        : base(name)
    {
    }

    /// <summary>Pools.</summary>
    /// <param name="input">A feature map, <c>[n, f, h, w]</c>.</param>
    /// <returns>Features, <c>[n, f]</c>.</returns>
    /// <exception cref="ArgumentException">No feature map.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 4)
        {
            throw new ArgumentException($"Expected a feature map [n, f, h, w], found [{string.Join(", ", input.shape)}].", nameof(input));
        }

        using var scope = NewDisposeScope();
        return Pool(input).MoveToOuterDisposeScope();
    }

    /// <summary>The arithmetic.</summary>
    /// <param name="map">A feature map, <c>[n, f, h, w]</c>; borrowed.</param>
    /// <returns>A fresh tensor, <c>[n, f]</c>.</returns>
    protected abstract Tensor Pool(Tensor map);
}
