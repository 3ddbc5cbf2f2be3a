using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>Adds a learned vector for each position, and applies the layers and a last layer norm.</summary>
internal sealed class TransformerEncoder : Module<Tensor, Tensor>
{
    [ComponentName(Name = "pos_embedding")]
    private readonly Parameter positions;

    private readonly Sequential layers;

    [ComponentName(Name = "ln")]
    private readonly LayerNorm norm;

    public TransformerEncoder(VisionTransformerShape shape, int tokens)
        : base(nameof(TransformerEncoder))
    {
        positions = Parameter(zeros(1, tokens, shape.Width));
        positions.DetachFromDisposeScope();
        layers = Sequential([.. Enumerable.Range(0, shape.Layers).Select(i => ($"encoder_layer_{i}", (Module<Tensor, Tensor>)new EncoderLayer(shape)))]);
        norm = LayerNorm(shape.Width, EncoderLayer.Epsilon);
        RegisterComponents();
    }

    /// <summary>Encodes tokens.</summary>
    /// <param name="input">Tokens, <c>[n, t, d]</c>.</param>
    public override Tensor forward(Tensor input)
    {
        using Tensor placed = input.add(positions, Scalars.One);
        using Tensor encoded = layers.call(placed);
        return norm.call(encoded);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            positions.Dispose();
        }

        base.Dispose(disposing);
    }

    public void Initialize(InitialWeights weights)
    {
        weights.Normal("encoder.pos_embedding", positions, 0.02);
        foreach ((string name, Module layer) in layers.named_children())
        {
            ((EncoderLayer)layer).Initialize(weights, $"encoder.layers.{name}");
        }
    }
}
