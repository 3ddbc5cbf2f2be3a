using System.ComponentModel.DataAnnotations;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Classification;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation.Classification;

public sealed class LinearProbeTests
{
    private static readonly LinearProbeOptions Sharp = new() { GradientTolerance = 1e-10 };

    [Theory]
    [InlineData(1, 5, 3, 1)]
    [InlineData(13, 9, 4, 0.1)]
    [InlineData(30, 6, 2, 10)]
    public void Equals_newtons_method_on_a_small_problem(int count, int dimension, int classes, double c)
    {
        (double[][] rows, int[] labels) = Overlapping(count * classes, dimension, classes);
        LinearProbe probe = LinearProbe.Fit(EmbeddingTable.FromRows(rows), labels, Sharp with { C = c }, TestContext.Current.CancellationToken);
        double[] expected = NewtonOracle.Fit(rows, labels, classes, c);
        double[] found = [.. probe.Weights, .. probe.Intercepts];
        Assert.True(probe.Converged);
        Assert.True(expected.Max(Math.Abs) > 0.01);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 6);
        }
    }

    // Items 1 and -1 of two classes: by symmetry the weights are a and -a, and the objective 2 ln(1 + exp(-2a)) + a² / C. Its derivative is 0
    // where a = 2 C / (1 + exp(2a)): a = 0.5213 for C = 1, since 2 / (1 + exp(1.0426)) = 0.5213.
    [Fact]
    public void Agrees_with_a_problem_worked_out_by_hand()
    {
        LinearProbe probe = LinearProbe.Fit(EmbeddingTable.FromDoubles([1, -1], 1), [4, 2], Sharp, TestContext.Current.CancellationToken);
        Assert.Equal([2, 4], probe.Classes.ToArray());
        Assert.Equal(-0.5213, probe.Weights[0], 4);
        Assert.Equal(0.5213, probe.Weights[1], 4);
        Assert.Equal(0, probe.Intercepts[0], 8);
    }

    [Fact]
    public void Ends_where_the_gradient_vanishes_when_chunks_are_many_and_uneven()
    {
        (double[][] rows, int[] labels) = Overlapping(1103, 7, 5);
        float[][] singles = [.. rows.Select(row => Array.ConvertAll(row, value => (float)value))];
        LinearProbe probe = LinearProbe.Fit(EmbeddingTable.FromRows(singles), labels, cancellation: TestContext.Current.CancellationToken);
        double[] gradient = NewtonOracle.Gradient([.. singles.Select(row => Array.ConvertAll(row, value => (double)value))], labels, 5, 1, [.. probe.Weights, .. probe.Intercepts]);
        double largest = gradient.Max(Math.Abs) / rows.Length;
        Assert.True(probe.Converged);
        Assert.InRange(largest, 0, 1e-5);
        Assert.Equal(largest, probe.LargestGradient, 10);
        LinearProbe again = LinearProbe.Fit(EmbeddingTable.FromRows(singles), labels, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(probe.Weights.ToArray(), again.Weights.ToArray());
    }

    [Fact]
    public void Learns_classes_that_lie_apart_and_only_guesses_shuffled_labels()
    {
        var random = new SeededRandom(31);
        int[] labels = [.. Enumerable.Range(0, 600).Select(i => i % 3)];
        double[][] rows = [.. labels.Select(label => new[] { (label == 0 ? 4 : 0) + random.NextGaussian(), (label == 1 ? 4 : 0) + random.NextGaussian() })];
        EmbeddingTable table = EmbeddingTable.FromRows(rows);
        LinearProbe probe = LinearProbe.Fit(table.Take([.. Enumerable.Range(0, 300)]), labels[..300], cancellation: TestContext.Current.CancellationToken);
        EmbeddingTable test = table.Take([.. Enumerable.Range(300, 300)]);
        Assert.InRange(probe.Evaluate(test, labels[300..]).Accuracy, 0.93, 1);
        int[] shuffled = labels[300..];
        random.Shuffle<int>(shuffled);
        Assert.InRange(probe.Evaluate(test, shuffled).Accuracy, 0.2, 0.47);
    }

    [Fact]
    public void Says_so_when_iterations_run_out()
    {
        (double[][] rows, int[] labels) = Overlapping(200, 5, 3);
        LinearProbe probe = LinearProbe.Fit(EmbeddingTable.FromRows(rows), labels, new() { MaxIterations = 2 }, TestContext.Current.CancellationToken);
        Assert.False(probe.Converged);
        Assert.Equal(2, probe.Iterations);
        Assert.True(probe.LargestGradient > 1e-5);
    }

    [Fact]
    public void Survives_columns_of_very_different_scale()
    {
        (double[][] rows, int[] labels) = Overlapping(300, 3, 3);
        foreach (double[] row in rows)
        {
            row[0] *= 1e4;
            row[1] *= 1e-4;
        }

        LinearProbe probe = LinearProbe.Fit(EmbeddingTable.FromRows(rows), labels, cancellation: TestContext.Current.CancellationToken);
        Assert.True(probe.Converged, $"{probe.Iterations} iterations, gradient {probe.LargestGradient}");
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var table = EmbeddingTable.FromDoubles([1, 2, 3, 4], 2);
        CancellationToken none = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentException>(() => LinearProbe.Fit(table, [1], cancellation: none));
        Assert.Throws<ValidationException>(() => LinearProbe.Fit(table, [1, 2], new() { C = 0 }, none));
        Assert.Throws<OperationCanceledException>(() => LinearProbe.Fit(table, [1, 2], cancellation: new CancellationToken(true)));
        LinearProbe probe = LinearProbe.Fit(table, [1, 2], cancellation: none);
        Assert.Contains("[4, 1]", Assert.Throws<ArgumentException>(() => probe.Predict(EmbeddingTable.FromDoubles([1, 2, 3, 4], 1))).Message, StringComparison.Ordinal);
    }

    private static (double[][] Rows, int[] Labels) Overlapping(int count, int dimension, int classes)
    {
        var random = new SeededRandom(32);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % classes)];
        return ([.. labels.Select(label => Enumerable.Range(0, dimension).Select(j => random.NextGaussian() + (j % classes == label ? 1 : 0)).ToArray())], labels);
    }
}
