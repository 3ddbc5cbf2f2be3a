using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>A layer of the encoder: self-attention and an MLP with GELU, each after layer norm and beside the identity.</summary>
internal sealed class EncoderLayer : Module<Tensor, Tensor>
{
    /// <summary>ε of every layer norm.</summary>
    public const double Epsilon = 1e-6;

    [ComponentName(Name = "ln_1")]
    private readonly LayerNorm attentionNorm;

    [ComponentName(Name = "self_attention")]
    private readonly SelfAttention attention;

    [ComponentName(Name = "ln_2")]
    private readonly LayerNorm mlpNorm;

    private readonly Sequential mlp;

    public EncoderLayer(VisionTransformerShape shape)
        : base(nameof(EncoderLayer))
    {
        attentionNorm = LayerNorm(shape.Width, Epsilon);
        attention = new SelfAttention(shape.Width, shape.Heads);
        mlpNorm = LayerNorm(shape.Width, Epsilon);

        // Numbers 2 and 4 are torchvision's dropouts, which its published nets leave at 0.
        mlp = Sequential(("0", Linear(shape.Width, shape.Hidden)), ("1", GELU()), ("3", Linear(shape.Hidden, shape.Width)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor normed = attentionNorm.call(input);
        using Tensor attended = attention.call(normed).add_(input, Scalars.One);
        using Tensor normedAgain = mlpNorm.call(attended);
        return mlp.call(normedAgain).add_(attended, Scalars.One);
    }

    /// <summary>As torchvision: the MLP's matrices by Glorot's uniform distribution, its biases normal with deviation 1e-6.</summary>
    public void Initialize(InitialWeights weights, string name)
    {
        attention.Initialize(weights, $"{name}.self_attention");
        foreach ((string layer, Module module) in mlp.named_children())
        {
            if (module is Linear linear)
            {
                weights.Uniform($"{name}.mlp.{layer}.weight", linear.weight!, Math.Sqrt(6.0 / (linear.weight!.shape[0] + linear.weight.shape[1])));
                weights.Normal($"{name}.mlp.{layer}.bias", linear.bias!, 1e-6);
            }
        }
    }
}
