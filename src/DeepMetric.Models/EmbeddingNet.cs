using DeepMetric.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>A net that turns items into embeddings.</summary>
public abstract class EmbeddingNet : nn.Module<Tensor, Tensor>
{
    private readonly bool _normalize;

    /// <summary>Creates a net.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="embeddingSize">The number of dimensions of the embedding.</param>
    /// <param name="normalize">Whether embeddings are scaled to unit norm.</param>
    protected EmbeddingNet(string name, int embeddingSize, bool normalize)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingSize, 1);
        EmbeddingSize = embeddingSize;
        _normalize = normalize;
    }

    /// <summary>The number of dimensions of the embedding.</summary>
    public int EmbeddingSize { get; }

    /// <summary>The parameters that are trained, by group: first the trunk's, then the head's. A group without any is left out, a frozen trunk's too.</summary>
    public IReadOnlyList<ParameterGroup> ParameterGroups =>
    [
        .. named_parameters()
            .Where(named => named.parameter.requires_grad)
            .GroupBy(named => IsHead(named.name))
            .OrderBy(group => group.Key)
            .Select(group => new ParameterGroup(group.Key ? ParameterGroup.Head : ParameterGroup.Trunk, [.. group.Select(named => named.parameter)])),
    ];

    /// <summary>Embeds items.</summary>
    /// <param name="input">Items, <c>[n, ...]</c>.</param>
    /// <returns>Embeddings, <c>[n, d]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using Tensor embeddings = Embed(input);
        return Finish(embeddings);
    }

    /// <summary>Whether a parameter belongs to the head rather than the trunk; all of them do unless a net says otherwise.</summary>
    /// <param name="parameterName">Its name in the net's state, such as <c>layers.fc.weight</c>.</param>
    protected virtual bool IsHead(string parameterName) => true;

    /// <summary>Scales embeddings to unit norm if the net does that, in a fresh tensor.</summary>
    protected Tensor Finish(Tensor embeddings) => _normalize ? nn.functional.normalize(embeddings, p: 2, dim: 1) : embeddings.alias();

    /// <summary>The layers of the net.</summary>
    protected abstract Tensor Embed(Tensor input);

    /// <summary>Draws every weight and bias uniformly from ±1/√(fan-in), libtorch's default, but from a seed of our own.</summary>
    protected void Initialize(ulong seed)
    {
        using var guard = no_grad();
        var random = new SeededRandom(SeededRandom.Derive(seed, "initial-weights"));
        foreach ((string _, nn.Module layer) in named_modules())
        {
            (Parameter weight, Parameter? bias)? drawn = layer switch
            {
                Linear linear => (linear.weight!, linear.bias),
                Conv2d convolution => (convolution.weight!, convolution.bias),
                _ => null,
            };
            if (drawn is { } parameters)
            {
                double bound = 1 / Math.Sqrt(parameters.weight.shape[1..].Aggregate(1L, (product, size) => product * size));
                Draw(parameters.weight, bound, random);
                if (parameters.bias is not null)
                {
                    Draw(parameters.bias, bound, random);
                }
            }
        }
    }

    private static void Draw(Parameter parameter, double bound, SeededRandom random)
    {
        float[] values = new float[parameter.numel()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        using Tensor drawn = tensor(values, parameter.shape);
        parameter.copy_(drawn);
    }
}
