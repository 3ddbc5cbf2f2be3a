using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepMetric.Models;

/// <summary>Features to an embedding: a linear layer, or an MLP with ReLU and, if wanted, batch norm before each ReLU.</summary>
/// <remarks>Parameters: <c>hidden0.weight</c>, <c>norm0.weight</c>, ..., <c>embedding.weight</c>, each matrix <c>[outputs, inputs]</c>.</remarks>
public sealed class EmbeddingHead : Module<Tensor, Tensor>
{
    private readonly (Linear Layer, BatchNorm1d? Norm)[] _hidden;
    private readonly Linear embedding;

    /// <summary>Creates the head.</summary>
    /// <param name="featureSize">f, the length of the features.</param>
    /// <param name="embeddingSize">d, the dimensions of the embedding.</param>
    /// <param name="hidden">Units of the hidden layers, first to last; none for a linear head.</param>
    /// <param name="batchNorm">Whether hidden layers have batch norm.</param>
    /// <param name="seed">Decides the initial weights: uniform in ±1/√(fan-in).</param>
    public EmbeddingHead(int featureSize, int embeddingSize, IReadOnlyList<int>? hidden = null, bool batchNorm = false, ulong seed = 0)
        : base(nameof(EmbeddingHead))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingSize, 1);
        hidden ??= [];
        _hidden = new (Linear, BatchNorm1d?)[hidden.Count];
        int inputs = featureSize;
        for (int i = 0; i < hidden.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(hidden[i], 1, nameof(hidden));
            _hidden[i] = (Linear(inputs, hidden[i], hasBias: !batchNorm), batchNorm ? BatchNorm1d(hidden[i]) : null);
            register_module($"hidden{i}", _hidden[i].Layer);
            if (_hidden[i].Norm is { } norm)
            {
                register_module($"norm{i}", norm);
            }

            inputs = hidden[i];
        }

        embedding = Linear(inputs, embeddingSize);
        RegisterComponents();
        new InitialWeights(seed).LinearsByFanIn(this);
    }

    /// <summary>Embeds features.</summary>
    /// <param name="input">Features, <c>[n, f]</c>.</param>
    /// <returns>Embeddings, <c>[n, d]</c>, not normalised.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor features = input;
        foreach ((Linear layer, BatchNorm1d? norm) in _hidden)
        {
            Tensor raw = layer.call(features);
            features = (norm is null ? raw : norm.call(raw)).relu_();
        }

        return embedding.call(features).MoveToOuterDisposeScope();
    }
}
