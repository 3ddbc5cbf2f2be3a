using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class CrossBatchMemoryTests
{
    [Fact]
    public void Equals_a_loop_over_the_batch_and_a_ring_of_the_last_items_in_double()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossBatchMemory(new ContrastiveLoss(new() { PositiveMargin = 0, NegativeMargin = 1 }), 3, 10);
        List<(double[] Row, long Label, int Id)> ring = [];
        int id = 0;
        int compared = 0;
        for (int step = 0; step < 8; step++)
        {
            Tensor x = Items(4, step);
            long[] y = [.. Enumerable.Range(0, 4).Select(i => (long)((i + step) % 3))];
            (double[] Row, long Label, int Id)[] batch = [.. Enumerable.Range(0, 4).Select(i => (x[i].data<double>().ToArray(), y[i], id++))];
            ring.AddRange(batch);
            ring = [.. ring.TakeLast(10)];
            double[] terms =
            [
                .. from item in batch
                   from other in ring
                   where item.Id != other.Id
                   let distance = Unit(item.Row, other.Row)
                   select item.Label == other.Label ? distance * distance : Math.Pow(Math.Max(0, 1 - distance), 2),
            ];
            using LossResult result = loss.Compute(x, tensor(y));
            Assert.Equal(terms.Average(), result.Value.ToDouble(), 1e-9);
            Assert.Equal(terms.Length, result.Telemetry.ValidTerms);
            Assert.Equal(Math.Min(10, 4 * (step + 1)), loss.Count);
            compared += terms.Any(term => term > 0) ? 1 : 0;
        }

        Assert.Equal(8, compared);
    }

    [Fact]
    public void No_gradient_flows_into_the_memory()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossBatchMemory(new NTXentLoss(), 3, 12);
        Tensor x = Items(6, 1).requires_grad_();
        loss.Compute(x, arange(6).remainder(2)).Value.backward();
        Tensor own = Items(6, 1).requires_grad_();
        loss.Compute(own, arange(6).remainder(2)).Value.backward();
        Assert.False(loss.Weights.Kept["memory"].requires_grad);
        Assert.True(x.grad!.abs().sum().ToDouble() > 0);
        using var alone = new CrossBatchMemory(new NTXentLoss(), 3, 12);
        Tensor same = Items(6, 1).requires_grad_();
        alone.Compute(same, arange(6).remainder(2)).Value.backward();
        Assert.True(x.grad!.allclose(same.grad!, 1e-12, 1e-14));
    }

    [Fact]
    public void A_copy_of_its_state_goes_on_with_the_same_numbers()
    {
        using var scope = NewDisposeScope();
        using var first = new CrossBatchMemory(new SupConLoss(), 3, 9);
        for (int step = 0; step < 3; step++)
        {
            first.Compute(Items(4, step), arange(4).remainder(2));
        }

        using var second = new CrossBatchMemory(new SupConLoss(), 3, 9);
        foreach ((string name, Tensor values) in first.Weights.Kept)
        {
            second.Weights.Set(name, values);
        }

        Assert.Equal((3, 9), (second.Next, second.Count));
        for (int step = 3; step < 6; step++)
        {
            Assert.Equal(first.Compute(Items(4, step), arange(4).remainder(2)).Value.ToDouble(), second.Compute(Items(4, step), arange(4).remainder(2)).Value.ToDouble());
        }
    }

    [Fact]
    public void A_miner_chooses_among_batch_and_memory_and_an_item_is_no_positive_of_itself()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch? seen = null;
        using var loss = new CrossBatchMemory(new TripletMarginLoss(reducer: new SumReducer()), 3, 8, new GivenMiner(batch =>
        {
            seen = batch;
            return new Triplets([0, 0, 1], [4, 0, 5], [1, 1, 0]);
        }));
        loss.Remember(Items(4, 1), tensor([0L, 1, 0, 1]));
        using LossResult result = loss.Compute(Items(2, 2), tensor([0L, 1]));
        Assert.Equal((2, 6), (seen!.Count, seen.ReferenceCount));

        // The first item was added as row 4, the second as row 5: of the three triplets, (0, 4, 1) and (1, 5, 0) have an item and itself.
        Assert.Equal(1, result.Telemetry.ValidTerms);
    }

    [Fact]
    public void Index_tuples_mean_rows_of_the_batch()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossBatchMemory(new TripletMarginLoss(new() { Margin = 3 }, reducer: new SumReducer()), 3, 8, new GivenMiner(_ => new Triplets([], [], [])));
        loss.Remember(Items(5, 1), arange(5));
        Tensor x = Items(4, 2);
        EmbeddingBatch batch = EmbeddingBatch.Create(x, arange(4).remainder(2));
        var triplets = new Triplets([0, 1], [2, 3], [1, 2]);
        using LossResult expected = new TripletMarginLoss(new() { Margin = 3 }, reducer: new SumReducer()).Compute(batch, triplets);
        using LossResult found = loss.Compute(batch, triplets);
        Assert.True(expected.Value.ToDouble() > 0);
        Assert.Equal(expected.Value.ToDouble(), found.Value.ToDouble(), 1e-12);
    }

    [Fact]
    public void Remembers_compares_and_forgets_on_request()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossBatchMemory(new ContrastiveLoss(), 3, 8);
        loss.Remember(Items(4, 1), arange(4).remainder(2));
        using LossResult first = loss.Compare(Items(4, 1), arange(4).remainder(2));
        Assert.Equal((4, 4, 16), (loss.Count, loss.Next, first.Telemetry.ValidTerms));
        loss.Clear();
        using LossResult none = loss.Compare(Items(4, 1), arange(4).remainder(2));
        Assert.Equal((0, 0, 0.0), (loss.Count, none.Telemetry.ValidTerms, none.Value.ToDouble()));
    }

    [Fact]
    public void Items_of_no_known_class_take_part_in_no_term()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossBatchMemory(new ContrastiveLoss(), 3, 16);
        using LossResult result = loss.Compute(Items(4, 1), tensor([0L, -1, 0, -1]));
        Assert.Equal(2, result.Telemetry.ValidTerms);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossBatchMemory(new ContrastiveLoss(), 3, 4);
        Assert.Contains("at most 4", Assert.Throws<ArgumentException>(() => loss.Compute(Items(5, 1), arange(5))).Message, StringComparison.Ordinal);
        Assert.Contains("3 dimensions", Assert.Throws<ArgumentException>(() => loss.Compute(zeros(2, 5), arange(2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(Items(2, 1), arange(2), Items(2, 2), arange(2))));
        Assert.Throws<ArgumentException>(() => new CrossBatchMemory(new VICRegLoss(), 3));
        Assert.Equal(0, loss.Count);
    }

    [Fact]
    public void No_tensor_is_leaked()
    {
        using Tensor x = rand(6, 4).requires_grad_();
        using Tensor y = arange(6).remainder(2);
        using var loss = new CrossBatchMemory(new NTXentLoss(), 4, 20);
        LeakCheck.AssertSteady(() => loss.Compute(x, y), x);
    }

    private static Tensor Items(int n, int seed) => (arange(n * 3, ScalarType.Float64) + (7.3 * seed)).sin().reshape(n, 3).clone();

    private static double Unit(double[] first, double[] second)
    {
        static double Norm(double[] row) => Math.Sqrt(row.Sum(value => value * value));
        return Math.Sqrt(first.Zip(second, (a, b) => Math.Pow((a / Norm(first)) - (b / Norm(second)), 2)).Sum());
    }

    private sealed class GivenMiner(Func<EmbeddingBatch, IndexTuples> choose) : Miner(new LpDistance())
    {
        protected override IndexTuples Choose(MinerInput input) => choose(input.Batch);
    }
}
