using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>A batch in plain arrays of double, for oracles that loop over it.</summary>
internal sealed class NaiveBatch(double[,] x, long[] y)
{
    public int Count => y.Length;

    public IEnumerable<int> Items => Enumerable.Range(0, Count);

    public long[] Labels => y;

    public IEnumerable<int> Positives(int a) => Items.Where(j => j != a && y[j] == y[a]);

    public IEnumerable<int> Negatives(int a) => Items.Where(j => y[j] != y[a]);

    public bool HasBoth(int a) => Positives(a).Any() && Negatives(a).Any();

    /// <summary>All (a, p), by anchor and then by positive.</summary>
    public IEnumerable<(int Anchor, int Positive)> PositivePairs() => Items.SelectMany(a => Positives(a).Select(p => (a, p)));

    public double Dot(int i, int j) => Enumerable.Range(0, x.GetLength(1)).Sum(k => x[i, k] * x[j, k]);

    public double Cosine(int i, int j) => Dot(i, j) / Math.Sqrt(Dot(i, i) * Dot(j, j));

    /// <summary>The squared Euclidean distance of normalised rows.</summary>
    public double SquaredChord(int i, int j) => Math.Max(0, 2 - (2 * Cosine(i, j)));

    public double Chord(int i, int j) => Math.Sqrt(SquaredChord(i, j));

    /// <summary>Runs a loss over the batch and disposes of what it gives.</summary>
    public (double Value, LossTelemetry Telemetry) Run(MetricLoss loss)
    {
        using var scope = NewDisposeScope();
        LossResult result = loss.Compute(tensor(x), tensor(y));
        return (result.Value.ToDouble(), result.Telemetry);
    }
}
