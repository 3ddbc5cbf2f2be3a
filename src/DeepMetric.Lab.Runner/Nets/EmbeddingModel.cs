using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using DeepMetric.Weights;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>A trained model, ready to embed.</summary>
public sealed class EmbeddingModel : IDisposable
{
    // Items that go through an ONNX trunk before the head takes their features.
    private const int FeatureBlock = 256;

    private readonly EmbeddingNet _net;
    private readonly FrozenTrunk? _onnx;
    private readonly torch.Device _device;

    private EmbeddingModel(ModelCard card, EmbeddingNet net, FrozenTrunk? onnx, torch.Device device)
    {
        Card = card;
        _net = net;
        _onnx = onnx;
        _device = device;
    }

    /// <summary>What the model is.</summary>
    public ModelCard Card { get; }

    /// <summary>How images have to be read for it; null for values that are taken as they are.</summary>
    public ImagePreparation? Preparation => Card.Images is null ? null : DatasetSpecs.PreparationOf(Card.Images);

    /// <summary>Loads a model.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="device">Where to compute: <c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="threads">Threads; null for the number of cores.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or does not belong to the others.</exception>
    /// <exception cref="PlatformNotSupportedException">libtorch does not load here, or has no such device.</exception>
    public static EmbeddingModel Load(string folder, string device = "cpu", int? threads = null)
    {
        ModelCard card = ModelFolder.ReadCard(folder);
        int used = threads ?? Environment.ProcessorCount;
        ComputeDevice.Prepare(device, used);
        NetSpec spec = card.Net with { Backbone = ModelFolder.BackboneIn(folder, card.Net.Backbone), Weights = null };
        FrozenTrunk? onnx = BackboneFile.IsOnnx(spec.Backbone) ? FrozenTrunk.Open(spec, card.ItemShape, device, used) : null;
        EmbeddingNet net = NetFactory.Create(spec, onnx is null ? card.ItemShape : [onnx.FeatureSize], 0);
        try
        {
            WeightLoading.Load(net, Path.Combine(folder, ModelFolder.WeightsName));
            net.eval();
            torch.Device target = torch.device(device);
            net.to(target);
            return new EmbeddingModel(card, net, onnx, target);
        }
        catch
        {
            net.Dispose();
            onnx?.Dispose();
            throw;
        }
    }

    /// <summary>Embeds items block by block, the next ones being read meanwhile, so that not all of it has to be in memory.</summary>
    /// <param name="items">The items, prepared as <see cref="Preparation"/> says.</param>
    /// <param name="start">The first item.</param>
    /// <param name="blockSize">Items per block; null for what suits their size.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The place of a block's first item, and its embeddings, row by row.</returns>
    /// <exception cref="ArgumentException">The items are of another shape than the model takes.</exception>
    /// <exception cref="ImageFileException">An image cannot be read.</exception>
    public IEnumerable<(int First, float[] Rows)> EmbedBlocks(LabeledSet items, int start = 0, int? blockSize = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (!items.ItemShape.SequenceEqual(Card.ItemShape))
        {
            throw new ArgumentException($"Expected items of shape [{string.Join(", ", Card.ItemShape)}], as the model takes, found [{string.Join(", ", items.ItemShape)}].", nameof(items));
        }

        return _onnx is null ? new SetItems(items).EmbedBlocks(_net, _device, start, blockSize, cancellation) : EmbedFeatures(items, start, blockSize ?? FeatureBlock, cancellation);
    }

    /// <summary>Embeds all items, <c>[n, d]</c>.</summary>
    /// <param name="items">The items, prepared as <see cref="Preparation"/> says.</param>
    /// <param name="done">Told the number of items done.</param>
    /// <param name="cancellation">Stops.</param>
    public float[] Embed(LabeledSet items, Action<int>? done = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        int dimension = Card.Net.EmbeddingSize;
        var all = new float[items.Count * dimension];
        foreach ((int first, float[] rows) in EmbedBlocks(items, 0, blockSize: null, cancellation))
        {
            rows.CopyTo(all, first * dimension);
            done?.Invoke(first + (rows.Length / dimension));
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _net.Dispose();
        _onnx?.Dispose();
    }

    private IEnumerable<(int First, float[] Rows)> EmbedFeatures(LabeledSet items, int start, int size, CancellationToken cancellation)
    {
        for (int first = start; first < items.Count; first += size)
        {
            LabeledSet block = items.Subset([.. Enumerable.Range(first, Math.Min(size, items.Count - first))]);
            LabeledSet features = block.WithValues(_onnx!.Extract(block, cancellation), [_onnx.FeatureSize]);
            yield return (first, new SetItems(features).Embed(_net, _device, cancellation: cancellation));
        }
    }
}
