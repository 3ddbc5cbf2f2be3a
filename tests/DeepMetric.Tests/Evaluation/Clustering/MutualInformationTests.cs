using CsCheck;
using DeepMetric.Evaluation.Clustering;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation.Clustering;

public sealed class MutualInformationTests
{
    private static readonly Gen<(int[] Labels, int[] Clusters)> Small =
        from count in Gen.Int[1, 7]
        from labels in Gen.Int[0, 3].Array[count]
        from clusters in Gen.Int[0, 3].Array[count]
        select (labels, clusters);

    [Fact]
    public void Equals_the_average_over_all_orders_of_the_clusters()
    {
        int informative = 0;
        Small.Sample(
            sample =>
            {
                (int[] labels, int[] clusters) = sample;
                double[] dealt = [.. Orders(clusters).Select(order => Information(labels, order))];
                double entropy = (Information(labels, labels) + Information(clusters, clusters)) / 2;
                double information = Information(labels, clusters);
                if (entropy - dealt.Average() > 1e-9)
                {
                    Assert.Equal((information - dealt.Average()) / (entropy - dealt.Average()), AdjustedMutualInformation.Of(labels, clusters), 1e-9);
                    Assert.Equal(information / entropy, NormalizedMutualInformation.Of(labels, clusters), 1e-9);
                    informative++;
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(informative > 20, $"{informative} cases could be compared");
    }

    [Fact]
    public void Does_not_care_how_clusters_are_numbered_or_which_comes_first() => Small.Sample(
        sample =>
        {
            int[] renamed = Array.ConvertAll(sample.Clusters, cluster => 100 - (7 * cluster));
            Assert.Equal(AdjustedMutualInformation.Of(sample.Labels, sample.Clusters), AdjustedMutualInformation.Of(renamed, sample.Labels), 1e-9);
            Assert.Equal(NormalizedMutualInformation.Of(sample.Labels, sample.Clusters), NormalizedMutualInformation.Of(renamed, sample.Labels), 1e-9);
            Assert.InRange(NormalizedMutualInformation.Of(sample.Labels, sample.Clusters), 0, 1 + 1e-12);
        },
        threads: 1);

    [Fact]
    public void Adjusts_random_clusters_to_about_0_where_the_unadjusted_score_is_not()
    {
        var random = new SeededRandom(51);
        int[] labels = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextInt(100))];
        int[] clusters = [.. labels.Select(_ => random.NextInt(2000))];
        Assert.InRange(AdjustedMutualInformation.Of(labels, clusters), -0.01, 0.01);
        Assert.InRange(NormalizedMutualInformation.Of(labels, clusters), 0.2, 0.5);
        Assert.Equal(1, AdjustedMutualInformation.Of(labels, labels), 9);
    }

    // One label, one cluster: nothing to tell apart, 1. All items alone on both sides: NMI 1, but any dealing would match, AMI 0. One cluster of two labels: 0.
    [Fact]
    public void Keeps_to_the_conventions_of_the_limits()
    {
        Assert.Equal((1, 1), (NormalizedMutualInformation.Of([5, 5], [3, 3]), AdjustedMutualInformation.Of([5, 5], [3, 3])));
        Assert.Equal((1, 1), (NormalizedMutualInformation.Of([], []), AdjustedMutualInformation.Of([], [])));
        int[] alone = [.. Enumerable.Range(0, 37)];
        Assert.Equal(1, NormalizedMutualInformation.Of(alone, alone), 12);
        Assert.Equal(0, AdjustedMutualInformation.Of(alone, alone));
        Assert.Equal((0, 0), (NormalizedMutualInformation.Of([0, 1], [2, 2]), AdjustedMutualInformation.Of([0, 1], [2, 2])));
        Assert.Contains("found 1", Assert.Throws<ArgumentException>(() => AdjustedMutualInformation.Of([0, 1], [2])).Message, StringComparison.Ordinal);
    }

    private static double Information(int[] labels, int[] clusters)
    {
        double n = labels.Length;
        return labels.Zip(clusters).GroupBy(pair => pair)
            .Sum(cell => cell.Count() / n * Math.Log(n * cell.Count() / ((double)labels.Count(x => x == cell.Key.First) * clusters.Count(x => x == cell.Key.Second))));
    }

    private static IEnumerable<int[]> Orders(int[] items) => items.Length <= 1
        ? [items]
        : Enumerable.Range(0, items.Length).SelectMany(i => Orders([.. items[..i], .. items[(i + 1)..]]).Select(rest => (int[])[items[i], .. rest]));
}
