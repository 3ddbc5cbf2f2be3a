using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Reducers;

public sealed class ReducerTests
{
    [Fact]
    public void None_gives_every_term_with_its_gradient_and_the_sum_as_value()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(9, 4).requires_grad_();
        EmbeddingBatch batch = EmbeddingBatch.Create(x, arange(9).remainder(3));
        foreach ((MetricLoss loss, MetricLoss summed) in ((MetricLoss, MetricLoss)[])
            [
                (new TripletMarginLoss(reducer: new NoneReducer()), new TripletMarginLoss(reducer: new SumReducer())),
                (new ContrastiveLoss(reducer: new NoneReducer()), new ContrastiveLoss(reducer: new SumReducer())),
                (new NTXentLoss(reducer: new NoneReducer()), new NTXentLoss(reducer: new SumReducer())),
            ])
        {
            using LossResult result = loss.Compute(batch);
            Assert.Equal(summed.Compute(batch).Value.ToDouble(), result.Value.ToDouble(), 1e-9);
            LossTerms.Listed[] listed = [.. result.Terms.Cast<LossTerms.Listed>()];
            Assert.Equal(result.Telemetry.ValidTerms, listed.Sum(part => part.Anchors.Count));
            Assert.All(listed, part => Assert.Equal(part.Anchors.Count, part.Values.shape[0]));

            // Weights of one's own over the terms.
            (listed[0].Values * arange(listed[0].Anchors.Count)).sum().backward();
            Assert.True(x.grad!.abs().max().ToDouble() > 0);
            x.grad.zero_();
        }
    }

    [Fact]
    public void Only_parts_whose_reducer_leaves_them_are_kept_and_a_penalty_is_a_part()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(6, 4), arange(6).remainder(2));
        var mixed = new MultipleReducers(new Dictionary<string, Reducer> { ["negative"] = new NoneReducer() });
        var loss = new ContrastiveLoss(new() { SeparateSides = true }, reducer: mixed);
        Assert.Equal(["negative"], loss.Compute(batch).Terms.Select(part => part.Name));
        Assert.Empty(new ContrastiveLoss().Compute(batch).Terms);
        var penalized = new TripletMarginLoss(reducer: new NoneReducer(), regularizer: new LpRegularizer());
        Assert.Equal(["loss", "regularization"], penalized.Compute(batch).Terms.Select(part => part.Name));
    }

    [Fact]
    public void Kept_terms_are_disposed_of_with_the_result()
    {
        using Tensor x = Random(9, 4).requires_grad_();
        using Tensor y = arange(9).remainder(3);
        EmbeddingBatch batch = EmbeddingBatch.Create(x, y);
        var loss = new TripletMarginLoss(reducer: new NoneReducer(), regularizer: new LpRegularizer());
        loss.Compute(batch).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 10; i++)
        {
            loss.Compute(batch).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_mean_per_anchor_takes_terms_per_sample_as_they_are()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(6, 4), arange(6).remainder(2));
        var perSample = new LossTerms.Listed("loss", tensor((double[])[1, 2, 6]), [0, 1, 2]);
        Assert.Equal(3, new PerAnchorReducer().Reduce(perSample, batch).ToDouble(), 1e-12);
        var pairs = new LossTerms.Listed("loss", tensor((double[])[1, 3, 6]), [0, 0, 2], [1, 2, 3]);
        Assert.Equal((2.0 + 6) / 6, new PerAnchorReducer().Reduce(pairs, batch).ToDouble(), 1e-12);
    }

    [Fact]
    public void Every_reducer_is_in_the_catalogue_and_is_what_its_options_say()
    {
        // A reducer per part is put together of others.
        IEnumerable<Type> reducers = typeof(Reducer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Reducer)) && type != typeof(MultipleReducers));
        Assert.Equal(reducers.Select(type => type.Name).Order(), ReducerCatalog.Entries.Select(entry => entry.ReducerType.Name).Order());
        Assert.All(ReducerCatalog.Entries, entry => Assert.IsType(entry.ReducerType, ReducerCatalog.Create(entry.Name)));
        var threshold = (ThresholdReducer)ReducerCatalog.Create("threshold", new() { ["low"] = 0.2, ["high"] = 1 });
        Assert.Equal((0.2, 1.0), (threshold.Low, threshold.High));
        var weighted = (ClassWeightedReducer)ReducerCatalog.Create("class-weighted", new() { ["weights"] = new System.Text.Json.Nodes.JsonArray(1, 2.5) });
        Assert.Equal([1, 2.5], weighted.Weights);
        Assert.Throws<ArgumentException>(() => ReducerCatalog.Create("threshold", new() { ["low"] = null }));
        Assert.Throws<ArgumentException>(() => ReducerCatalog.Create("per-anchor", new() { ["overAnchors"] = "nope" }));
        Assert.Throws<ArgumentException>(() => ReducerCatalog.Create("mean", new() { ["low"] = 1 }));
        Assert.Throws<ArgumentException>(() => ReducerCatalog.Create("nope"));
    }

    private static Tensor Random(int n, int d)
    {
        var random = new SeededRandom(7);
        return tensor(Enumerable.Range(0, n * d).Select(_ => random.NextGaussian()).ToArray(), [n, d]);
    }
}
