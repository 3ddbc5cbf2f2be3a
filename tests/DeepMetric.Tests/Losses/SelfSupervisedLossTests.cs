using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SelfSupervisedLossTests
{
    [Fact]
    public void Symmetric_it_is_the_loss_of_all_views_each_item_a_class()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor z) = Views();
        using var loss = new SelfSupervisedLoss(new NTXentLoss());
        using LossResult found = loss.ComputeViews(x, z);
        using LossResult expected = new NTXentLoss().Compute(cat([x, z]), arange(12).remainder(6));
        Assert.Equal(expected.Value.ToDouble(), found.Value.ToDouble(), 1e-12);
        Assert.Equal(expected.Telemetry.ValidTerms, found.Telemetry.ValidTerms);
        Assert.Equal(6, found.Telemetry.ActiveSamples.Count);
        Assert.Same(found.Value, found.Mean);
        Assert.Equal(12, loss.ListTerms(EmbeddingBatch.Create(x, null, z)).Single().Values.numel());
    }

    [Fact]
    public void Otherwise_the_second_view_is_what_the_first_is_compared_with()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor z) = Views();
        using var loss = new SelfSupervisedLoss(new TripletMarginLoss(), symmetric: false);
        using LossResult found = loss.ComputeViews(x, z);
        using LossResult expected = new TripletMarginLoss().Compute(EmbeddingBatch.Create(x, arange(6), z, arange(6)));
        Assert.Equal(expected.Value.ToDouble(), found.Value.ToDouble(), 1e-12);
        Assert.Equal(6 * 5, found.Telemetry.ValidTerms);
    }

    [Fact]
    public void Gradients_reach_both_views_and_labels_are_not_looked_at()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor z) = Views();
        x = x.requires_grad_();
        z = z.requires_grad_();
        using var loss = new SelfSupervisedLoss(new SupConLoss());
        using LossResult result = loss.Compute(EmbeddingBatch.Create(x, zeros(6, ScalarType.Int64), z, zeros(6, ScalarType.Int64)));
        result.Value.backward();
        Assert.True(x.grad!.abs().sum().ToDouble() > 0);
        Assert.True(z.grad!.abs().sum().ToDouble() > 0);
        using LossResult without = loss.ComputeViews(x, z);
        Assert.Equal(without.Value.ToDouble(), result.Value.ToDouble(), 1e-12);
    }

    [Fact]
    public void Refuses_a_missing_or_a_shorter_view_index_tuples_and_losses_that_do_not_go_by_labels()
    {
        using var scope = NewDisposeScope();
        (Tensor x, Tensor z) = Views();
        using var loss = new SelfSupervisedLoss(new SupConLoss());
        Assert.Contains("found none", Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, null))).Message, StringComparison.Ordinal);
        Assert.Contains("one of 4", Assert.Throws<ArgumentException>(() => loss.ComputeViews(x, z.narrow(0, 0, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, null, z), new Triplets([0], [1], [2])));
        Assert.Throws<ArgumentException>(() => new SelfSupervisedLoss(new VICRegLoss()));
    }

    [Fact]
    public void No_tensor_is_leaked()
    {
        using Tensor x = rand(6, 4).requires_grad_();
        using Tensor z = rand(6, 4);
        using var loss = new SelfSupervisedLoss(new NTXentLoss());
        LeakCheck.AssertSteady(() => loss.ComputeViews(x, z), x);
    }

    private static (Tensor First, Tensor Second) Views()
    {
        Tensor x = arange(24, ScalarType.Float64).reshape(6, 4).sin();
        return (x, x + (arange(24, ScalarType.Float64).reshape(6, 4).cos() * 0.3));
    }
}
