using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class NPairsLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new NPairsLoss(),
        new NPairsLoss(distance: new CosineSimilarity()),
        new NPairsLoss(distance: new LpDistance()),
    ];

    [Fact]
    public void Equals_a_cross_entropy_over_the_positives_of_all_classes_in_double()
    {
        using var loss = new NPairsLoss();
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                List<(int Anchor, int Positive)> pairs = [];
                for (long label = 0; label < 4; label++)
                {
                    int[] items = [.. naive.Items.Where(i => naive.Labels[i] == label)];
                    if (items.Length > 1)
                    {
                        pairs.Add((items[0], items[1]));
                    }
                }

                double[] terms = [.. pairs.Select(pair => Math.Log(pairs.Sum(other => Math.Exp(naive.Dot(pair.Anchor, other.Positive) - naive.Dot(pair.Anchor, pair.Positive)))))];
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(terms.Length, telemetry.ValidTerms);
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), value, 1e-10);
                compared += terms.Any(term => term > 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void A_reference_set_is_refused_and_labels_are_needed()
    {
        using var scope = NewDisposeScope();
        using var loss = new NPairsLoss();
        Tensor x = Random(4, 2, 1);
        Tensor y = tensor(new long[] { 0, 0, 1, 1 });
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, y, Random(4, 2, 2), y)));
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, null), new Pairs([0], [1], [0], [2])));
    }
}
