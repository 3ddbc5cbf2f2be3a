using System.ComponentModel.DataAnnotations;
using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class RankedListLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new RankedListLoss(),
        new RankedListLoss(new() { Margin = 0.6, NegativeBoundary = 1.4, Imbalance = 0.3, PositiveTemperature = 1, NegativeTemperature = 2 }),
        new RankedListLoss(new() { NegativeTemperature = 0 }, new LpDistance(power: 2), new NonZeroMeanReducer()),
    ];

    [Fact]
    public void Equals_two_weighted_means_of_violations_in_double()
    {
        using var loss = new RankedListLoss(new() { Margin = 0.5, NegativeBoundary = 1.3, Imbalance = 0.4, PositiveTemperature = 1.5, NegativeTemperature = 3 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] terms = [.. naive.Items.Select(a =>
                    (0.6 * Mean(naive.Positives(a).Select(p => naive.Chord(a, p) - 0.8), 1.5, naive.Count)) + (0.4 * Mean(naive.Negatives(a).Select(n => 1.3 - naive.Chord(a, n)), 3, naive.Count)))];
                Assert.Equal(terms.Average(), naive.Run(loss).Value, 1e-10);
                compared += naive.Items.Any(a => naive.HasBoth(a) && terms[a] > 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void Sharp_temperatures_do_not_overflow()
    {
        using var scope = NewDisposeScope();
        using var loss = new RankedListLoss(new() { PositiveTemperature = 1000, NegativeTemperature = 1000 });
        Tensor x = Random(12, 3, 2).to(ScalarType.Float32).requires_grad_();
        LossResult result = loss.Compute(x, arange(12).remainder(3));
        result.Value.backward();
        Assert.InRange(result.Value.ToDouble(), 0.01, 2);
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void What_it_is_not_defined_on_is_refused()
    {
        using var scope = NewDisposeScope();
        using var loss = new RankedListLoss();
        Tensor x = Random(4, 2, 1);
        Tensor y = tensor(new long[] { 0, 0, 1, 1 });
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, y, Random(4, 2, 2), y)));
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, y), new Pairs([0], [1], [0], [2])));
        Assert.Throws<ArgumentException>(() => new RankedListLoss(distance: new CosineSimilarity()));
        Assert.Throws<ValidationException>(() => new RankedListLoss(new() { Imbalance = 1.5 }));
    }

    private static double Mean(IEnumerable<double> violations, double temperature, int items)
    {
        double[] above = [.. violations.Where(violation => violation > 0)];
        return above.Sum(v => Math.Exp(temperature * v) * v) / (above.Sum(v => Math.Exp(temperature * v)) + (1e-5 * items));
    }
}
