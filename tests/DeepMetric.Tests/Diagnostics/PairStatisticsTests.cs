using CsCheck;
using DeepMetric.Diagnostics;
using TorchSharp;

namespace DeepMetric.Tests.Diagnostics;

public sealed class PairStatisticsTests
{
    // Four unit vectors: (1,0) and (0,1) of class 0, (-1,0) twice of class 1, and one of no class.
    // Squares of pairs: 0-1: 2; 0-2, 0-3: 4; 1-2, 1-3: 2; 2-3: 0. Positive: 2 and 0, mean 1.
    // In-class cosine distances: 1 and 0, mean over classes 1/2. Centres: (1,1)/√2 and (-1,0), cosine -1/√2, distance 1 + 1/√2.
    [Fact]
    public void Gives_the_numbers_worked_by_hand()
    {
        PairStatistics found = PairStatistics.Measure([1f, 0, 0, 1, -1, 0, -1, 0, 0.5f, 9], 2, [0, 0, 1, 1, -1], seed: 1);
        Assert.Equal(1, found.Alignment!.Value, 1e-12);
        Assert.Equal(Math.Log(((3 * Math.Exp(-4)) + (2 * Math.Exp(-8)) + 1) / 6), found.Uniformity!.Value, 1e-12);
        Assert.Equal(0.5 / (1 + Math.Sqrt(0.5)), found.Density!.Value, 1e-12);
        Assert.Equal(4, found.SampledItems);
    }

    [Fact]
    public void Equals_loops_over_the_definitions()
    {
        int full = 0;
        EmbeddingSets.Random.Sample(set =>
        {
            PairStatistics found = Measure(set);
            int[] items = [.. Enumerable.Range(0, set.Count).Where(i => set.Labels[i] != -1)];
            (int I, int J)[] pairs = [.. items.SelectMany(i => items.Where(j => j > i).Select(j => (i, j)))];
            double?[] positive = [.. pairs.Where(pair => set.Labels[pair.I] == set.Labels[pair.J]).Select(pair => (double?)Between(set, pair))];
            double? uniformity = pairs.Length == 0 ? null : Math.Log(pairs.Average(pair => Math.Exp(-2 * Between(set, pair))));
            double? density = Density(set.Normalized());
            full += density > 0 ? 1 : 0;
            return found.SampledItems == items.Length && EmbeddingSet.Close(positive.Average(), found.Alignment)
                && EmbeddingSet.Close(uniformity, found.Uniformity) && EmbeddingSet.Close(density, found.Density, 1e-7);
        }, iter: 300, threads: 1);
        Assert.True(full > 100, $"{full} of 300 sets had a density");
    }

    [Fact]
    public void Equals_loops_where_rows_span_several_blocks()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(700, 7, 5, 4);
        (int I, int J)[] pairs = [.. Enumerable.Range(0, 700).SelectMany(i => Enumerable.Range(i + 1, 699 - i).Select(j => (i, j)))];
        PairStatistics found = Measure(set);
        Assert.Equal(pairs.Where(pair => set.Labels[pair.I] == set.Labels[pair.J]).Average(pair => Between(set, pair)), found.Alignment!.Value, 1e-9);
        Assert.Equal(Math.Log(pairs.Average(pair => Math.Exp(-2 * Between(set, pair)))), found.Uniformity!.Value, 1e-9);
        Assert.Equal(Density(set.Normalized())!.Value, found.Density!.Value, 1e-9);
    }

    [Fact]
    public void Neither_a_rotation_nor_another_order_changes_anything() => EmbeddingSets.Random.Sample(set =>
    {
        PairStatistics one = Measure(set);
        return new[] { Measure(set.Rotated()), Measure(set.Shuffled(3)) }.All(other => EmbeddingSet.Close(one.Alignment, other.Alignment)
            && EmbeddingSet.Close(one.Uniformity, other.Uniformity) && EmbeddingSet.Close(one.Density, other.Density, 1e-7));
    }, threads: 1);

    [Fact]
    public void Density_does_not_depend_on_scale_and_alignment_grows_with_its_square()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(50, 4, 3, 2);
        PairStatistics one = Measure(set);
        PairStatistics scaled = Measure(set.Scaled(2.5));
        Assert.Equal(one.Density!.Value, scaled.Density!.Value, 1e-12);
        Assert.Equal(one.Alignment!.Value * 6.25, scaled.Alignment!.Value, 1e-9);
    }

    [Fact]
    public void Draws_items_from_the_seed_alone_and_near_the_whole()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(3000, 8, 6, 7).Normalized();
        PairStatistics whole = Measure(set);
        PairStatistics drawn = PairStatistics.Measure(set.Values, 8, set.Labels, seed: 5, maximumItems: 1000);
        Assert.Equal(1000, drawn.SampledItems);
        Assert.Equal(drawn, PairStatistics.Measure(set.Values, 8, set.Labels, seed: 5, maximumItems: 1000));
        Assert.NotEqual(drawn, PairStatistics.Measure(set.Values, 8, set.Labels, seed: 6, maximumItems: 1000));
        Assert.InRange(drawn.Alignment!.Value / whole.Alignment!.Value, 0.9, 1.1);
        Assert.InRange(drawn.Uniformity!.Value - whole.Uniformity!.Value, -0.1, 0.1);
        Assert.InRange(drawn.Density!.Value / whole.Density!.Value, 0.9, 1.1);
    }

    [Fact]
    public void Does_not_depend_on_the_number_of_threads()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(900, 9, 4, 8);
        int threads = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            PairStatistics one = Measure(set);
            torch.set_num_threads(4);
            Assert.Equal(one, Measure(set));
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    [Fact]
    public void Has_no_numbers_without_pairs()
    {
        Assert.Equal(new PairStatistics(null, null, null, 0), PairStatistics.Measure([1f, 2], 1, [-1, -1], 0));
        Assert.Equal(new PairStatistics(null, null, null, 1), PairStatistics.Measure([1f, 2], 1, [-1, 4], 0));
        Assert.Equal(new PairStatistics(0, 0, null, 2), PairStatistics.Measure([1f, 1], 1, [4, 4], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairStatistics.Measure([1f, 2], 1, [0, 0], 0, maximumItems: 1));
    }

    private static PairStatistics Measure(EmbeddingSet set) => PairStatistics.Measure(set.Values, set.Dimension, set.Labels, seed: 1);

    private static double Between(EmbeddingSet set, (int I, int J) pair) => EmbeddingSet.Squared(set.Row(pair.I), set.Row(pair.J));

    private static double? Density(EmbeddingSet unit)
    {
        double[][][] classes = [.. unit.Labels.Where(label => label != -1).Distinct()
            .Select(label => Enumerable.Range(0, unit.Count).Where(i => unit.Labels[i] == label).Select(unit.Row).Where(row => row.Any(value => value != 0)).ToArray())
            .Where(rows => rows.Length > 0)];
        double[][] centres = [.. classes.Select(rows => Enumerable.Range(0, unit.Dimension).Select(k => rows.Average(row => row[k])).ToArray())
            .Where(centre => centre.Any(value => Math.Abs(value) > 1e-12)).Select(EmbeddingSet.Unit)];
        double?[] within = [.. classes.Where(rows => rows.Length > 1).Select(MeanCosineDistance)];
        double? between = MeanCosineDistance(centres);
        return within.Average() is double mean && between > 5e-25 ? mean / between : null;
    }

    // Of unit vectors; exactly 0 for equal ones.
    private static double? MeanCosineDistance(double[][] rows) => rows.Length < 2
        ? null
        : rows.Select((a, i) => rows.Where((_, j) => j != i).Average(b => EmbeddingSet.Squared(a, b) / 2)).Average();
}
