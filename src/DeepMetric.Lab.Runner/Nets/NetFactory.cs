using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using DeepMetric.Weights;

namespace DeepMetric.Lab.Runner;

/// <summary>Builds nets from their specification.</summary>
internal static class NetFactory
{
    /// <summary>Builds what is trained: the whole net, or the head alone where the trunk is frozen and items are its features.</summary>
    /// <param name="spec">Its specification.</param>
    /// <param name="itemShape">The shape of an item, channels first; <c>[f]</c> for features.</param>
    /// <param name="seed">Decides the weights that no file gives.</param>
    /// <exception cref="ArgumentException">The net does not take such items.</exception>
    /// <exception cref="InvalidDataException">A file of weights is damaged or does not fit.</exception>
    public static EmbeddingNet Create(NetSpec spec, IReadOnlyList<int> itemShape, ulong seed) => spec.FreezeTrunk && itemShape is [int features]
        ? new HeadNet(features, spec.EmbeddingSize, spec.HeadHidden, seed, spec.Normalize)
        : CreateWhole(spec, itemShape, seed);

    /// <summary>Builds the whole net, with the trunk's first weights where a file has them.</summary>
    /// <param name="spec">Its specification; not one of an ONNX backbone.</param>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="seed">Decides the weights that no file gives.</param>
    /// <exception cref="ArgumentException">The net does not take such items.</exception>
    /// <exception cref="InvalidDataException">A file of weights is damaged or does not fit.</exception>
    public static EmbeddingNet CreateWhole(NetSpec spec, IReadOnlyList<int> itemShape, ulong seed)
    {
        EmbeddingNet net = BackboneFile.IsTorchScript(spec.Backbone)
            ? new BackboneNet(ScriptTrunk.Load(spec.Backbone, itemShape), BackboneOptionsOf(spec), seed)
            : ModelCatalog.Create(OptionsOf(spec), itemShape, seed);
        try
        {
            if (spec.Weights is not null)
            {
                // A classifier that the file has beside the trunk is left aside.
                WeightLoading.Load(net is BackboneNet backbone ? backbone.Trunk : net, spec.Weights, new WeightLoadingOptions { Matching = WeightMatching.Complete });
            }

            return net;
        }
        catch
        {
            net.Dispose();
            throw;
        }
    }

    private static PoolingKind PoolingOf(NetSpec spec) => spec.Pooling switch
    {
        "average" => PoolingKind.Average,
        "gem" => PoolingKind.GeneralizedMean,
        _ => throw new ArgumentException($"Expected a pooling of average or gem, found '{spec.Pooling}'."),
    };

    private static BackboneNetOptions BackboneOptionsOf(NetSpec spec) => new()
    {
        EmbeddingSize = spec.EmbeddingSize,
        Pooling = PoolingOf(spec),
        HeadHidden = spec.HeadHidden,
        Normalize = spec.Normalize,
        FreezeTrunk = spec.FreezeTrunk,
        FreezeBatchNorm = spec.FreezeBatchNorm,
    };

    private static ModelOptions OptionsOf(NetSpec spec) => new()
    {
        Model = spec.Backbone,
        EmbeddingSize = spec.EmbeddingSize,
        Pooling = PoolingOf(spec),
        HeadHidden = spec.HeadHidden,
        Normalize = spec.Normalize,
        FreezeTrunk = spec.FreezeTrunk,
        FreezeBatchNorm = spec.FreezeBatchNorm,
    };
}
