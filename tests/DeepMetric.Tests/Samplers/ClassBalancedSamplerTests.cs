using CsCheck;
using DeepMetric.Samplers;

namespace DeepMetric.Tests.Samplers;

public sealed class ClassBalancedSamplerTests
{
    private static readonly Gen<(long[] Labels, int P, int K, ulong Seed)> Cases =
        from classes in Gen.Int[1, 8]
        from sizes in Gen.Int[1, 23].Array[classes]
        from p in Gen.Int[1, classes]
        from k in Gen.Int[1, 9]
        from seed in Gen.ULong
        select (sizes.SelectMany((size, label) => Enumerable.Repeat((long)label, size)).Append(-1).ToArray(), p, k, seed);

    [Fact]
    public void An_epoch_shows_every_item_and_no_batch_shows_one_twice() => Cases.Sample(
        c =>
        {
            IReadOnlyList<int[]> batches = new ClassBalancedSampler(c.Labels, c.P, c.K, c.Seed).Epoch(1);
            Assert.Equal(Enumerable.Range(0, c.Labels.Length - 1), batches.SelectMany(batch => batch).Distinct().Order());
            Assert.All(batches, batch => Assert.Equal(batch.Length, batch.Distinct().Count()));
        },
        threads: 1);

    [Fact]
    public void Every_batch_has_P_classes_and_each_gives_K_or_all_it_has() => Cases.Sample(
        c =>
        {
            foreach (int[] batch in new ClassBalancedSampler(c.Labels, c.P, c.K, c.Seed).Epoch(3))
            {
                IGrouping<long, int>[] classes = [.. batch.GroupBy(item => c.Labels[item])];
                Assert.Equal(c.P, classes.Length);
                Assert.All(classes, group => Assert.Equal(Math.Min(c.K, c.Labels.Count(label => label == group.Key)), group.Count()));
            }
        },
        threads: 1);

    [Fact]
    public void Equal_seeds_and_epochs_give_equal_batches_and_others_do_not()
    {
        long[] labels = [.. Enumerable.Range(0, 100).Select(i => (long)(i % 5))];
        var sampler = new ClassBalancedSampler(labels, 3, 4, seed: 7);
        Assert.Equal(sampler.Epoch(2), new ClassBalancedSampler(labels, 3, 4, seed: 7).Epoch(2));
        Assert.NotEqual(sampler.Epoch(2), sampler.Epoch(3));
        Assert.NotEqual(sampler.Epoch(2), new ClassBalancedSampler(labels, 3, 4, seed: 8).Epoch(2));
        Assert.Equal(sampler.BatchesPerEpoch, sampler.Epoch(9).Count);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(6, 2)]
    [InlineData(2, 0)]
    public void Sizes_out_of_range_are_refused(int p, int k) =>
        Assert.Throws<ArgumentException>(() => new ClassBalancedSampler([0, 1, 2, 3, 4], p, k, 0));
}
