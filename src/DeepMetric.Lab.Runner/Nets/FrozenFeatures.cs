using DeepMetric.Datasets;
using DeepMetric.Features;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>Runs a frozen trunk once over all images of a data set, so that only the head is trained, on features.</summary>
internal static class FrozenFeatures
{
    /// <summary>The data set with features in place of images.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="spec">The net, whose trunk is frozen.</param>
    /// <param name="folder">The folder that features are kept in.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="threads">Threads of an ONNX model.</param>
    /// <param name="progress">Told how many items of how many are done.</param>
    /// <param name="cancellation">Stops; what is done is kept.</param>
    /// <param name="waitsForOthers">Whether other processes may compute the same features in the same folder.</param>
    public static DatasetSplit Of(
        DatasetSplit data, NetSpec spec, string folder, string device, int threads, IProgress<(int Done, int Total)>? progress, CancellationToken cancellation, bool waitsForOthers = false)
    {
        using FrozenTrunk trunk = FrozenTrunk.Open(spec, data.Train.ItemShape, device, threads);
        var cache = new FeatureCache(folder) { WaitsForOthers = waitsForOthers };
        int total = data.Train.Count + data.Test.Count + (data.Validation?.Count ?? 0);
        int before = 0;
        LabeledSet Extracted(LabeledSet items)
        {
            var key = new FeatureKey(trunk.Fingerprint, data.Preparation?.Describe() ?? "values as they are", items.ComputeContentHash());
            using FeatureSet features = cache.GetOrCompute(
                key, items.Count, trunk.FeatureSize, (start, count) => trunk.Extract(items.Subset([.. Enumerable.Range(start, count)]), cancellation),
                new Relay(done => progress?.Report((before + done, total))), cancellation);
            var values = new float[items.Count * trunk.FeatureSize];
            features.CopyRows(0, values);
            before += items.Count;
            return items.WithValues(values, [trunk.FeatureSize]);
        }

        return data.WithItems(Extracted);
    }

    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
