using DeepMetric.Lab.Specs;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Asks whether a loss looks at labels at all.</summary>
internal static class LabelReaction
{
    private const double Least = 1e-6;

    /// <summary>Whether the value on random embeddings of the labels of a batch changes when these labels are permuted.</summary>
    /// <param name="spec">The training.</param>
    /// <param name="data">Its items.</param>
    public static bool Of(ComparisonSpec spec, UnitData data)
    {
        using var scope = NewDisposeScope();
        long[] places = data.Classes.PlacesOf(data.TrainedSet.Labels);
        long[] labels = [.. data.Sampler(spec.Seeds[0]).Epoch(1)[0].Select(item => places[item])];
        long[] permuted = [.. labels];
        var random = new SeededRandom(SeededRandom.Derive((ulong)spec.Seeds[0], "label reaction"));
        random.Shuffle<long>(permuted);
        float[] values = new float[labels.Length * spec.Net.EmbeddingSize];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextGaussian();
        }

        Tensor embeddings = tensor(values, [labels.Length, spec.Net.EmbeddingSize]);
        double right = Value(spec, data, embeddings, labels);
        double other = Value(spec, data, embeddings, permuted);
        return Math.Abs(right - other) > Least * Math.Max(Math.Abs(right), Math.Abs(other));
    }

    private static double Value(ComparisonSpec spec, UnitData data, Tensor embeddings, long[] labels)
    {
        using MetricLoss loss = ArmLosses.Create(
            spec.Arms[0], FormNames.Parse(spec.Experiments[0].Form), data.Classes.Dimensions(spec.Net.EmbeddingSize, spec.Seeds[0]), spec.Seeds[0]);
        using LossResult result = loss.Compute(embeddings, tensor(labels));
        return result.Value.ToNumber();
    }
}
