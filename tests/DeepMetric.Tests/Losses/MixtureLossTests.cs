using System.ComponentModel.DataAnnotations;
using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class MixtureLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants =>
    [
        Mix(("triplet", 1, new TripletMarginLoss()), ("contrastive", 0.5, new ContrastiveLoss())),
        Mix(("contrastive", 2, ContrastiveLoss.Create(LossForm.Pml)), ("triplet", 0.25, new TripletMarginLoss(new() { Smooth = true }))),
        Mix(("triplet", 3, TripletMarginLoss.Create(LossForm.Paper))),
    ];

    [Fact]
    public void Equals_the_weighted_sum_of_its_losses()
    {
        int active = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                Tensor x = tensor(batch.Embeddings);
                Tensor y = tensor(batch.Labels);
                foreach (MixtureLoss loss in Variants.Cast<MixtureLoss>())
                {
                    using LossResult mixed = loss.Compute(x, y);
                    LossResult[] parts = [.. loss.Losses.Select(part => part.Loss.Compute(x, y))];
                    double Sum(Func<LossResult, double> of) => loss.Losses.Select((part, i) => part.Weight * of(parts[i])).Sum();
                    Assert.Equal(Sum(part => part.Value.ToDouble()), mixed.Value.ToDouble(), 1e-9);
                    Assert.Equal(Sum(part => part.Mean.ToDouble()), mixed.Mean.ToDouble(), 1e-9);
                    Assert.Equal(Sum(part => part.Telemetry.MeanOfTerms), mixed.Telemetry.MeanOfTerms, 1e-9);
                    Assert.Equal(parts.Sum(part => part.Telemetry.ValidTerms), mixed.Telemetry.ValidTerms);
                    Assert.Equal(parts.Sum(part => part.Telemetry.ActiveTerms), mixed.Telemetry.ActiveTerms);
                    Assert.Equal(parts.Select(part => part.Value.ToDouble()), mixed.Telemetry.Mixed.Select(part => part.Value));
                    Assert.Equal(loss.Losses.Select(part => (part.Name, part.Weight)), mixed.Telemetry.Mixed.Select(part => (part.Name, part.Weight)));
                    for (int item = 0; item < batch.Labels.Length; item++)
                    {
                        Assert.Equal(parts.Any(part => part.Telemetry.ActiveSamples[item]), mixed.Telemetry.ActiveSamples[item]);
                    }

                    active += mixed.Value.ToDouble() > 0 ? 1 : 0;
                }
            },
            iter: 40,
            threads: 1);
        Assert.True(active > 50, $"only {active} mixtures were above 0");
    }

    [Fact]
    public void Trains_on_one_tensor_where_every_loss_trains_on_its_mean_and_on_two_elsewhere()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(9, 3, 2);
        Tensor y = arange(9).remainder(3);
        using LossResult means = Variants[0].Compute(x, y);
        using LossResult others = Variants[1].Compute(x, y);
        Assert.Same(means.Value, means.Mean);
        Assert.NotSame(others.Value, others.Mean);
    }

    [Fact]
    public void Has_the_counts_of_the_loss_that_has_such_counts_and_the_distances_of_the_first()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(9, 3, 2);
        Tensor y = arange(9).remainder(3);
        using LossResult mixed = Mix(("contrastive", 1, new ContrastiveLoss()), ("triplet", 1, TripletMarginLoss.Create(LossForm.Paper))).Compute(x, y);
        using LossResult contrastive = new ContrastiveLoss().Compute(x, y);
        using LossResult triplet = TripletMarginLoss.Create(LossForm.Paper).Compute(x, y);
        Assert.Equal(contrastive.Telemetry.Pairs, mixed.Telemetry.Pairs);
        Assert.Equal(triplet.Telemetry.Triplets, mixed.Telemetry.Triplets);
        Assert.Equal(contrastive.Telemetry.MeanPositiveDistance, mixed.Telemetry.MeanPositiveDistance);
        Assert.NotEqual(triplet.Telemetry.MeanPositiveDistance, mixed.Telemetry.MeanPositiveDistance);
    }

    [Fact]
    public void Lists_the_terms_of_all_its_losses_with_their_weights()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(7, 3, 2), arange(7).remainder(2));
        IReadOnlyList<LossTerms.Listed> listed = Variants[0].ListTerms(batch);
        LossTerms.Listed triplets = new TripletMarginLoss().ListTerms(batch).Single();
        LossTerms.Listed pairs = new ContrastiveLoss().ListTerms(batch).Single();
        Assert.Equal(["triplet.loss", "contrastive.pairs"], listed.Select(part => part.Name));
        Assert.Equal(triplets.Values.data<double>().ToArray(), listed[0].Values.data<double>().ToArray());
        Assert.Equal(pairs.Values.data<double>().ToArray().Select(value => value / 2), listed[1].Values.data<double>().ToArray());
        Assert.Equal(pairs.Others[0], listed[1].Others[0]);
    }

    [Fact]
    public void A_loss_may_have_a_miner_of_its_own_which_excludes_index_tuples()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(9, 3, 2), arange(9).remainder(3));
        var miner = new TripletMarginMiner(new() { Kind = TripletKind.Hard });
        Triplets chosen = miner.Mine(batch).ToTriplets();
        using var mixture = new MixtureLoss(
        [
            new MixedLoss("triplet", 2, new TripletMarginLoss()) { Miner = miner },
            new MixedLoss("contrastive", 1, new ContrastiveLoss()),
        ]);
        using LossResult mixed = mixture.Compute(batch);
        using LossResult triplets = new TripletMarginLoss().Compute(batch, chosen);
        using LossResult pairs = new ContrastiveLoss().Compute(batch);
        Assert.Equal((2 * triplets.Value.ToDouble()) + pairs.Value.ToDouble(), mixed.Value.ToDouble(), 1e-12);
        Assert.NotEmpty(chosen.Anchors);
        Assert.Equal(chosen.Anchors.Length, mixed.Telemetry.Mixed[0].Telemetry.ValidTerms);
        Assert.Equal(chosen.Anchors.Length, mixture.ListTerms(batch)[0].Values.numel());
        Assert.Contains("found both: triplet", Assert.Throws<ArgumentException>(() => mixture.Compute(batch, chosen)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_no_loss_two_of_one_name_and_weights_that_are_not_above_0()
    {
        Assert.Throws<ArgumentException>(() => new MixtureLoss([]));
        Assert.Throws<ArgumentException>(() => Mix(("triplet", 1, new TripletMarginLoss()), ("triplet", 1, new TripletMarginLoss())));
        foreach (double weight in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            ValidationException refused = Assert.Throws<ValidationException>(() => Mix(("triplet", weight, new TripletMarginLoss())));
            Assert.Contains("weight above 0 for triplet", refused.Message, StringComparison.Ordinal);
        }
    }

    private static MixtureLoss Mix(params (string Name, double Weight, MetricLoss Loss)[] parts) => new([.. parts.Select(part => new MixedLoss(part.Name, part.Weight, part.Loss))]);
}
