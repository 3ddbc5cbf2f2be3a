using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using DeepMetric.Onnx;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Lab.Runner;

/// <summary>A trunk that is not trained: it turns images into features.</summary>
internal abstract class FrozenTrunk : IDisposable
{
    /// <summary>What identifies its weights.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>f, the length of the features.</summary>
    public abstract int FeatureSize { get; }

    /// <summary>The trunk of a specification.</summary>
    /// <exception cref="ArgumentException">It does not take such items, or there is nothing that could be frozen.</exception>
    public static FrozenTrunk Open(NetSpec spec, IReadOnlyList<int> itemShape, string device, int threads)
    {
        if (BackboneFile.IsOnnx(spec.Backbone))
        {
            return new OnnxTrunk(OnnxExtractor.Open(spec.Backbone, null, new OnnxExtractorOptions { Threads = threads }));
        }

        return NetFactory.CreateWhole(spec, itemShape, 0) is BackboneNet { HasFixedFeatures: true } net
            ? new ModuleTrunk(net, torch.device(device))
            : throw new ArgumentException($"Expected a backbone with average pooling to freeze, found {spec.Backbone} with {spec.Pooling}.");
    }

    /// <summary>The features of items, <c>[n, f]</c>.</summary>
    public abstract float[] Extract(LabeledSet items, CancellationToken cancellation);

    public abstract void Dispose();

    private sealed class ModuleTrunk(BackboneNet net, Device device) : FrozenTrunk
    {
        private readonly FeaturesModule _features = new(net);

        public override string Fingerprint { get; } = WeightFingerprint.Of(net.Trunk);

        public override int FeatureSize => net.FeatureSize;

        public override float[] Extract(LabeledSet items, CancellationToken cancellation)
        {
            net.to(device);
            return new SetItems(items).Embed(_features, device, cancellation: cancellation);
        }

        public override void Dispose()
        {
            _features.Dispose();
            net.Dispose();
        }
    }

    private sealed class FeaturesModule : nn.Module<Tensor, Tensor>
    {
        private readonly BackboneNet _net;

        public FeaturesModule(BackboneNet net)
            : base(nameof(FeaturesModule))
        {
            _net = net;
            _net.eval();
        }

        public override Tensor forward(Tensor input) => _net.Features(input);
    }

    private sealed class OnnxTrunk(OnnxExtractor extractor) : FrozenTrunk
    {
        private const int Block = 32;

        public override string Fingerprint => extractor.Fingerprint;

        public override int FeatureSize => extractor.FeatureSize;

        public override float[] Extract(LabeledSet items, CancellationToken cancellation)
        {
            int block = extractor.FixedBatch ?? Block;
            var features = new float[items.Count * FeatureSize];
            for (int start = 0; start < items.Count; start += block)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = Math.Min(block, items.Count - start);
                var values = new float[count * items.ItemSize];
                int first = start;
                Parallel.For(0, count, i => items.Items.Read(first + i, values.AsSpan(i * items.ItemSize, items.ItemSize)));
                extractor.Extract(values, count).CopyTo(features, start * FeatureSize);
            }

            return features;
        }

        public override void Dispose() => extractor.Dispose();
    }
}
