using CsCheck;
using DeepMetric.Tuples;

namespace DeepMetric.Tests.Tuples;

public sealed class IndexTuplesTests
{
    private static readonly Gen<long[]> Labels = Gen.Long[-1, 3].Array[0, 9];

    [Fact]
    public void All_triplets_as_pairs_hold_every_pair_of_an_anchor_that_has_both_sides() => Labels.Sample(
        labels =>
        {
            Pairs pairs = Triplets.All(labels, ignoredLabel: -1).ToPairs();
            Pairs all = Pairs.All(labels, ignoredLabel: -1);
            HashSet<int> complete = [.. all.PositiveAnchors.Intersect(all.NegativeAnchors)];
            Assert.Equal(
                all.PositiveAnchors.Zip(all.Positives).Where(pair => complete.Contains(pair.First)).Order(),
                pairs.PositiveAnchors.Zip(pairs.Positives).Distinct().Order());
            Triplets triplets = all.ToTriplets();
            Assert.Equal(Triplets.CountAll(labels, ignoredLabel: -1), triplets.Anchors.Length);
        },
        threads: 1);

    [Fact]
    public void Pairs_of_an_item_with_itself_are_taken_out_and_no_others() => Labels.Sample(
        labels =>
        {
            // The reference is the batch itself, given once more behind two other rows.
            long[] reference = [.. (long[])[7, 8], .. labels];
            int[] own = [.. Enumerable.Range(2, labels.Length)];
            Assert.Equal(Flat(Pairs.All(labels).Shifted(2)), Flat(Pairs.All(labels, reference).WithoutSelf(own)), PairsWithoutOthers);
            Assert.Equal(Triplets.All(labels).Anchors.Length, Triplets.All(labels, labels).WithoutSelf([.. Enumerable.Range(0, labels.Length)]).Anchors.Length);
        },
        threads: 1);

    [Fact]
    public void Weights_are_counts_over_the_largest_count()
    {
        Labels.Sample(
            labels =>
            {
                Triplets all = Triplets.All(labels, ignoredLabel: -1);
                double[] weights = all.ItemWeights(labels.Length);
                int[] counts = [.. Enumerable.Range(0, labels.Length).Select(item => all.Anchors.Concat(all.Positives).Concat(all.Negatives).Count(row => row == item))];
                double largest = counts.DefaultIfEmpty().Max();
                Assert.Equal(counts.Select(count => largest == 0 ? 1 : count / largest), weights);
            },
            threads: 1);
        Assert.Throws<ArgumentException>(() => new Triplets([0], [1], [2]).ItemWeights(2));
        Assert.Equal([1, 0], new Triplets([0], [1], [2]).ItemWeights(2, anchorsOnly: true));
    }

    /// <summary>Positive pairs agree one by one; negative ones do once those with the two other rows are left out.</summary>
    private static bool PairsWithoutOthers(int[][] shifted, int[][] found) =>
        shifted[0].SequenceEqual(found[0]) && shifted[1].SequenceEqual(found[1])
        && shifted[2].Zip(shifted[3]).SequenceEqual(found[2].Zip(found[3]).Where(pair => pair.Second >= 2));

    private static int[][] Flat(Pairs pairs) => [pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, pairs.Negatives];
}
