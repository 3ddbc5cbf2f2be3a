using DeepMetric.Lab.Specs;
using DeepMetric.Models;

namespace DeepMetric.Lab.Runner;

/// <summary>Builds nets from their specification.</summary>
internal static class NetFactory
{
    /// <summary>Builds a net.</summary>
    /// <param name="spec">Its specification.</param>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="seed">Decides the weights that no file gives.</param>
    /// <exception cref="ArgumentException">The net does not take such items.</exception>
    /// <exception cref="InvalidDataException">A file of weights is damaged or does not fit.</exception>
    public static EmbeddingNet Create(NetSpec spec, IReadOnlyList<int> itemShape, ulong seed) => ModelCatalog.Create(OptionsOf(spec), itemShape, seed);

    private static ModelOptions OptionsOf(NetSpec spec) => new()
    {
        Model = spec.Backbone,
        EmbeddingSize = spec.EmbeddingSize,
        Pooling = spec.Pooling switch
        {
            "average" => PoolingKind.Average,
            "gem" => PoolingKind.GeneralizedMean,
            _ => throw new ArgumentException($"Expected a pooling of average or gem, found '{spec.Pooling}'."),
        },
        HeadHidden = spec.HeadHidden,
        Normalize = spec.Normalize,
        FreezeTrunk = spec.FreezeTrunk,
        FreezeBatchNorm = spec.FreezeBatchNorm,
    };
}
