using CsCheck;
using DeepMetric.Diagnostics;

namespace DeepMetric.Tests.Diagnostics;

public sealed class EmbeddingVarianceTests
{
    // Class 0: (0,0), (2,0): mean (1,0), squares 1 + 1, variance 1, unbiased 2. Class 1: (1,3), (1,3), (1,6): mean (1,4), squares 1 + 1 + 4 = 6, variance 2, unbiased 3.
    // Class 7: (4,0) alone. The item labelled -1 does not count.
    // Centroid distances²: 0-1: 16; 0-7: 9; 1-7: 9 + 16 = 25. Mean 50/3; distances 4, 3, 5: mean 4, std √(2/3).
    // Mean of centroids (2, 4/3): squares 1 + 16/9, 1 + 64/9, 4 + 16/9: (6 + 96/9)/3 = 50/9 = 50/3 · (3-1)/(2·3).
    // Mean of the 6 items (9/6, 12/6) = (1.5, 2): between = 2 (0.25 + 4) + 3 (0.25 + 4) + 1 (6.25 + 4) = 31.5; within = 2 + 6 = 8.
    private static readonly EmbeddingSet Small = new([0, 0, 2, 0, 1, 3, 1, 3, 1, 6, 4, 0, 90, 90], 2, [0, 0, 1, 1, 1, 7, -1]);

    [Fact]
    public void Gives_the_numbers_worked_by_hand()
    {
        EmbeddingVariance found = Measure(Small);
        Equal(1.5, found.Intra);
        Equal(0.5, found.IntraStd);
        Equal(2.5, found.IntraUnbiased);
        Equal(8 / 5.0, found.IntraMicro);
        Equal(50 / 3.0, found.Inter);
        Equal(4, found.InterDistance);
        Equal(Math.Sqrt(2 / 3.0), found.InterDistanceStd);
        Equal(50 / 9.0, found.InterCentred);
        Equal(1.5 * 3 / 50, found.ScaleFreeRatio);
        Equal(31.5 / 8, found.FisherRatio);
        Equal(4 / Math.Sqrt(3), found.SimplexShare);
        Assert.Equal(1, found.ClassesLeftOut);
        Assert.Equal([new ClassVariance(0, 2, 1), new ClassVariance(1, 3, 2), new ClassVariance(7, 1, null)], found.IntraPerClass);
        Assert.Equal([[1, 0], [1, 4], [4, 0]], found.Centroids);
        Assert.Equal(4 / 3.0, found.MeanOfCentroids![1], 1e-12);
    }

    [Fact]
    public void Counts_lone_classes_as_zero_when_told()
    {
        EmbeddingVariance found = Measure(Small, new() { LoneClassesCountZero = true });
        Equal(1, found.Intra);
        Equal(Math.Sqrt(2 / 3.0), found.IntraStd);
        Equal(5 / 3.0, found.IntraUnbiased);
        Equal(8 / 6.0, found.IntraMicro);
        Assert.Equal(0, found.ClassesLeftOut);
        Assert.Equal(0, found.IntraPerClass[2].Variance);
    }

    [Fact]
    public void Counts_outliers_as_a_class_when_told()
    {
        EmbeddingVariance found = Measure(Small, new() { CountOutliersAsClass = true });
        Assert.Equal([-1, 0, 1, 7], found.IntraPerClass.Select(entry => entry.Label));
        Assert.Equal(2, found.ClassesLeftOut);
    }

    [Fact]
    public void Normalises_rows_when_told()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(60, 5, 4, 3);
        EmbeddingVariance found = Measure(set, new() { NormalizeRows = true });
        EmbeddingVariance expected = Measure(set.Normalized());
        Equal(expected.Intra!.Value, found.Intra);
        Equal(expected.Inter!.Value, found.Inter);
        Assert.NotEqual(Measure(set).Inter, found.Inter);
    }

    [Fact]
    public void Equals_loops_over_the_definitions()
    {
        int full = 0;
        EmbeddingSets.Random.Sample(set =>
        {
            EmbeddingVariance found = Measure(set);
            var classes = set.Labels.Where(label => label != -1).Distinct().Order()
                .Select(label => Enumerable.Range(0, set.Count).Where(i => set.Labels[i] == label).Select(set.Row).ToArray()).ToArray();
            double[][] means = [.. classes.Select(MeanOf)];
            double[] variances = [.. classes.Select((rows, c) => rows.Average(row => EmbeddingSet.Squared(row, means[c])))];
            int[] large = [.. Enumerable.Range(0, classes.Length).Where(c => classes[c].Length > 1)];
            double? inter = classes.Length < 2 ? null : means.Sum(a => means.Sum(b => EmbeddingSet.Squared(a, b))) / (classes.Length * (classes.Length - 1));
            double? distance = classes.Length < 2 ? null : means.Sum(a => means.Sum(b => Math.Sqrt(EmbeddingSet.Squared(a, b)))) / (classes.Length * (classes.Length - 1));
            double? intra = large.Length == 0 ? null : large.Average(c => variances[c]);
            double within = classes.Select((rows, c) => rows.Sum(row => EmbeddingSet.Squared(row, means[c]))).Sum();
            double[][] all = [.. classes.SelectMany(rows => rows)];
            double? fisher = classes.Length < 2 || large.Length == 0 ? null : (all.Sum(row => EmbeddingSet.Squared(row, MeanOf(all))) - within) / within;
            full += inter is not null && intra > 0 ? 1 : 0;
            return EmbeddingSet.Close(intra, found.Intra)
                && EmbeddingSet.Close(large.Length == 0 ? null : Math.Sqrt(large.Average(c => variances[c] * variances[c]) - (intra!.Value * intra.Value)), found.IntraStd, 1e-6)
                && EmbeddingSet.Close(large.Length == 0 ? null : large.Average(c => variances[c] * classes[c].Length / (classes[c].Length - 1)), found.IntraUnbiased)
                && EmbeddingSet.Close(large.Length == 0 ? null : within / large.Sum(c => classes[c].Length), found.IntraMicro)
                && EmbeddingSet.Close(inter, found.Inter)
                && EmbeddingSet.Close(distance, found.InterDistance)
                && EmbeddingSet.Close(inter is null ? null : Math.Sqrt(Math.Max(0, inter.Value - (distance!.Value * distance.Value))), found.InterDistanceStd, 1e-6)
                && EmbeddingSet.Close(inter is null ? null : intra / inter, found.ScaleFreeRatio)
                && EmbeddingSet.Close(fisher, found.FisherRatio, 1e-7);
        }, iter: 400, threads: 1);
        Assert.True(full > 100, $"{full} of 400 sets had two classes with a spread");
    }

    [Fact]
    public void Centred_form_is_the_papers_times_C_minus_1_over_2C() => EmbeddingSets.Random.Sample(set =>
    {
        EmbeddingVariance found = Measure(set);
        int classes = found.Centroids.Count;
        return classes switch
        {
            0 => found.InterCentred is null && found.MeanOfCentroids is null,
            1 => found.InterCentred == 0 && found.Inter is null && found.SimplexShare is null,
            _ => EmbeddingSet.Close(found.Inter * (classes - 1) / (2.0 * classes), found.InterCentred),
        };
    }, threads: 1);

    [Fact]
    public void Scale_changes_variances_by_its_square_and_no_ratio() => EmbeddingSets.Random.Sample(set =>
    {
        EmbeddingVariance one = Measure(set);
        EmbeddingVariance scaled = Measure(set.Scaled(3.7));
        const double Squared = 3.7 * 3.7;
        return EmbeddingSet.Close(one.Intra * Squared, scaled.Intra) && EmbeddingSet.Close(one.IntraStd * Squared, scaled.IntraStd)
            && EmbeddingSet.Close(one.Inter * Squared, scaled.Inter) && EmbeddingSet.Close(one.InterDistance * 3.7, scaled.InterDistance)
            && EmbeddingSet.Close(one.InterCentred * Squared, scaled.InterCentred) && EmbeddingSet.Close(one.ScaleFreeRatio, scaled.ScaleFreeRatio)
            && EmbeddingSet.Close(one.FisherRatio, scaled.FisherRatio);
    }, threads: 1);

    [Fact]
    public void Neither_a_rotation_nor_another_order_changes_anything() => EmbeddingSets.Random.Sample(set =>
    {
        EmbeddingVariance one = Measure(set);
        return Same(one, Measure(set.Rotated())) && Same(one, Measure(set.Shuffled(9)));
    }, threads: 1);

    // C orthonormal vectors minus their mean, made unit again, are a regular simplex.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public void A_regular_simplex_has_share_1(int classes)
    {
        double[] corners = new double[classes * classes];
        for (int i = 0; i < corners.Length; i++)
        {
            corners[i] = (i / classes == i % classes ? 1 : 0) - (1.0 / classes);
        }

        EmbeddingVariance found = Measure(new EmbeddingSet(corners, classes, [.. Enumerable.Range(0, classes)]).Normalized());
        Equal(1, found.SimplexShare);
        Assert.Equal(0, found.InterDistanceStd!.Value, 1e-9);
        Assert.Null(found.Intra);
        Assert.Equal(classes, found.ClassesLeftOut);
    }

    [Fact]
    public void Collapsed_embeddings_have_no_ratio_and_exactly_no_variance()
    {
        float[] values = [.. Enumerable.Range(0, 30).Select(i => i % 3 * 0.1f)];
        EmbeddingVariance found = EmbeddingVariance.Measure(values, 3, [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
        Assert.Equal(0, found.Intra);
        Assert.Equal(0, found.Inter);
        Assert.Equal(0, found.InterCentred);
        Assert.Null(found.ScaleFreeRatio);
        Assert.Null(found.FisherRatio);
    }

    [Fact]
    public void Float_and_double_agree_where_floats_are_exact()
    {
        float[] values = [.. EmbeddingSets.Clusters(30, 6, 3, 1).Values.Select(value => (float)value)];
        int[] labels = EmbeddingSets.Clusters(30, 6, 3, 1).Labels;
        double[] same = [.. values.Select(value => (double)value)];
        Assert.Equal(EmbeddingVariance.Measure(same, 6, labels).Intra, EmbeddingVariance.Measure(values, 6, labels).Intra);
    }

    [Fact]
    public void Says_what_is_wrong_with_its_input()
    {
        Assert.Contains("rows of 3 values", Assert.Throws<ArgumentException>(() => EmbeddingVariance.Measure(new float[4], 3, [0])).Message);
        Assert.Contains("found 0 values", Assert.Throws<ArgumentException>(() => EmbeddingVariance.Measure(Array.Empty<float>(), 3, [])).Message);
        Assert.Contains("Expected 2 labels", Assert.Throws<ArgumentException>(() => EmbeddingVariance.Measure(new float[6], 3, [0])).Message);
        Assert.Contains("row 1, column 2", Assert.Throws<ArgumentException>(() => EmbeddingVariance.Measure([0, 0, 0, 0, 0, float.NaN], 3, [0, 0])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingVariance.Measure(new float[6], 0, [0]));
    }

    private static EmbeddingVariance Measure(EmbeddingSet set, EmbeddingVarianceOptions? options = null) =>
        EmbeddingVariance.Measure(set.Values, set.Dimension, set.Labels, options);

    private static bool Same(EmbeddingVariance one, EmbeddingVariance other) =>
        EmbeddingSet.Close(one.Intra, other.Intra) && EmbeddingSet.Close(one.IntraStd, other.IntraStd, 1e-7) && EmbeddingSet.Close(one.IntraUnbiased, other.IntraUnbiased)
        && EmbeddingSet.Close(one.IntraMicro, other.IntraMicro) && EmbeddingSet.Close(one.Inter, other.Inter) && EmbeddingSet.Close(one.InterDistance, other.InterDistance)
        && EmbeddingSet.Close(one.InterDistanceStd, other.InterDistanceStd, 1e-7) && EmbeddingSet.Close(one.FisherRatio, other.FisherRatio, 1e-7)
        && EmbeddingSet.Close(one.SimplexShare, other.SimplexShare) && one.ClassesLeftOut == other.ClassesLeftOut;

    private static double[] MeanOf(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(k => rows.Average(row => row[k]))];

    private static void Equal(double expected, double? found) => Assert.Equal(expected, found!.Value, 1e-9);
}
