using CsCheck;
using DeepMetric.Diagnostics;

namespace DeepMetric.Tests.Diagnostics;

public sealed class DistanceHistogramTests
{
    // Points 0, 0.5, 1 of class 0 and 5 of class 1 on a line; bins [0, 1), [1, 2).
    // Positive distances 0.5, 0.5, 1; negative ones 5, 4.5, 4, all beyond the last bin.
    [Fact]
    public void Counts_pairs_worked_by_hand()
    {
        DistanceHistogram found = DistanceHistogram.Measure([0f, 0.5f, 1, 5, 77], 1, [0, 0, 0, 1, -1], seed: 1, bins: 2);
        Assert.Equal([2L, 1L], found.Positives);
        Assert.Equal([0L, 3L], found.Negatives);
        Assert.Equal((0, 2, 4), (found.From, found.To, found.SampledItems));
    }

    [Fact]
    public void Distances_below_the_first_bin_count_in_it() =>
        Assert.Equal([1L, 0, 0], DistanceHistogram.Measure([0.0, 0.5], 1, [3, 3], 0, bins: 3, from: 1, to: 2).Positives);

    [Fact]
    public void Equals_a_loop_over_pairs() => EmbeddingSets.Random.Sample(set =>
    {
        DistanceHistogram found = DistanceHistogram.Measure(set.Values, set.Dimension, set.Labels, seed: 1, bins: 7, from: 0.5, to: 3);
        long[] positives = new long[7];
        long[] negatives = new long[7];
        for (int i = 0; i < set.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (set.Labels[i] != -1 && set.Labels[j] != -1)
                {
                    double distance = Math.Sqrt(EmbeddingSet.Squared(set.Row(i), set.Row(j)));
                    int bin = Enumerable.Range(1, 6).Count(b => distance >= 0.5 + (b * 2.5 / 7));
                    (set.Labels[i] == set.Labels[j] ? positives : negatives)[bin]++;
                }
            }
        }

        return positives.SequenceEqual(found.Positives) && negatives.SequenceEqual(found.Negatives);
    }, threads: 1);

    [Fact]
    public void Counts_every_pair_of_the_items_it_draws()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(1500, 6, 3, 5).Normalized();
        DistanceHistogram found = DistanceHistogram.Measure(set.Values, 6, set.Labels, seed: 2, maximumItems: 600);
        Assert.Equal(600, found.SampledItems);
        Assert.Equal(600 * 599 / 2, found.Positives.Sum() + found.Negatives.Sum());
        Assert.Equal(60, found.Positives.Length);
        Assert.Equal(found.Positives, DistanceHistogram.Measure(set.Values, 6, set.Labels, seed: 2, maximumItems: 600).Positives);
        Assert.NotEqual(found.Positives, DistanceHistogram.Measure(set.Values, 6, set.Labels, seed: 3, maximumItems: 600).Positives);
    }

    [Fact]
    public void Says_what_is_wrong_with_its_input()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DistanceHistogram.Measure([0f, 1], 1, [0, 0], 0, bins: 0));
        Assert.Contains("found 2 and 2", Assert.Throws<ArgumentException>(() => DistanceHistogram.Measure([0f, 1], 1, [0, 0], 0, from: 2)).Message);
        Assert.Contains("Expected 2 labels", Assert.Throws<ArgumentException>(() => DistanceHistogram.Measure([0f, 1], 1, [0], 0)).Message);
    }
}
