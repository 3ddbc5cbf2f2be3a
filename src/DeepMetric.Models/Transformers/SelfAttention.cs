using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>Multi-head self-attention with one matrix for queries, keys and values, as libtorch's has it.</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor>
{
    [ComponentName(Name = "in_proj_weight")]
    private readonly Parameter inputWeight;

    [ComponentName(Name = "in_proj_bias")]
    private readonly Parameter inputBias;

    [ComponentName(Name = "out_proj")]
    private readonly Linear output;

    private readonly int _heads;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        _heads = heads;
        inputWeight = Parameter(zeros(3L * width, width));
        inputBias = Parameter(zeros(3L * width));
        inputWeight.DetachFromDisposeScope();
        inputBias.DetachFromDisposeScope();
        output = Linear(width, width);
        RegisterComponents();
    }

    /// <summary>Attends.</summary>
    /// <param name="input">Tokens, <c>[n, t, d]</c>.</param>
    public override Tensor forward(Tensor input)
    {
        (long items, long tokens, long width) = (input.shape[0], input.shape[1], input.shape[2]);
        using var scope = NewDisposeScope();
        Tensor projected = functional.linear(input, inputWeight, inputBias).view(items, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        Tensor attended = functional.scaled_dot_product_attention(projected.select(0, 0), projected.select(0, 1), projected.select(0, 2));
        return output.call(attended.transpose(1, 2).reshape(items, tokens, width)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inputWeight.Dispose();
            inputBias.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Glorot's uniform distribution for the input matrix, libtorch's default for the output's, biases 0.</summary>
    public void Initialize(InitialWeights weights, string name)
    {
        long width = inputWeight.shape[1];
        weights.Uniform($"{name}.in_proj_weight", inputWeight, Math.Sqrt(6.0 / (4 * width)));
        weights.Uniform($"{name}.out_proj.weight", output.weight!, 1 / Math.Sqrt(width));
        InitialWeights.Constant(output.bias!, 0);
    }
}
