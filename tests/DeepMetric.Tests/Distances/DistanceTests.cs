using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Distances;

public sealed class DistanceTests
{
    private static readonly Distance[] All =
    [
        new LpDistance(), new LpDistance(normalize: false), new LpDistance(power: 2), new LpDistance(p: 1, normalize: false), new LpDistance(p: 3), new LpDistance(p: double.PositiveInfinity),
        new LpDistance(p: 1.5, power: 2), new CosineSimilarity(), new CosineSimilarity(3), new DotProductSimilarity(), new DotProductSimilarity(true, 2), new SignalToNoiseDistance(),
        new SignalToNoiseDistance(false, 2),
    ];

    private static readonly Gen<double[,]> Rows =
        from n in Gen.Int[1, 9]
        from d in Gen.Int[2, 6]
        from sizes in Gen.Double[0.1, 1].Array[n * d]
        from signs in Gen.Bool.Array[n * d]
        let values = sizes.Zip(signs, (size, sign) => sign ? size : -size).ToArray()
        select Shape(values, n, d);

    [Fact]
    public void Distances_are_equal_by_type_and_settings()
    {
        Assert.Equal(new LpDistance(2, 2, false), new LpDistance(2, 2, false));
        Assert.Equal(new LpDistance().GetHashCode(), new LpDistance().GetHashCode());
        Assert.Equal(new CosineSimilarity(), new CosineSimilarity());
        for (int i = 0; i < All.Length; i++)
        {
            for (int j = 0; j < All.Length; j++)
            {
                Assert.Equal(i == j, All[i].Equals(All[j]));
            }
        }

        var unknown = new Unknown();
        Assert.Equal(unknown, unknown);
        Assert.NotEqual(unknown, new Unknown());
        Assert.False(unknown.Equals(null));
    }

    [Fact]
    public void Every_entry_equals_its_formula() => Rows.Sample(
        rows =>
        {
            using var scope = NewDisposeScope();
            Tensor x = tensor(rows);
            double[][] plain = [.. Enumerable.Range(0, rows.GetLength(0)).Select(i => Enumerable.Range(0, rows.GetLength(1)).Select(k => rows[i, k]).ToArray())];
            foreach (Distance distance in All)
            {
                double order = distance is LpDistance lp ? lp.P : 2;
                double[][] prepared = distance.Normalize ? [.. plain.Select(row => Scaled(row, order))] : plain;
                Tensor matrix = distance.Matrix(x, x);
                for (int i = 0; i < plain.Length; i++)
                {
                    for (int j = 0; j < plain.Length; j++)
                    {
                        double expected = Formula(distance, prepared[i], prepared[j]);
                        Assert.Equal(expected, matrix[i, j].ToDouble(), 1e-7 * Math.Max(1, Math.Abs(expected)));
                    }
                }
            }
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void Symmetric_ones_are_symmetric_and_metrics_obey_the_triangle_inequality() => Rows.Sample(
        rows =>
        {
            using var scope = NewDisposeScope();
            Tensor x = tensor(rows);
            foreach (Distance distance in All)
            {
                Tensor matrix = distance.Matrix(x, x);
                if (distance.IsSymmetric)
                {
                    Assert.True((matrix - matrix.t()).abs().max().ToDouble() < 1e-12);
                }

                if (distance is LpDistance { Power: 1, P: >= 1 })
                {
                    Assert.Equal(0, matrix.diagonal().abs().max().ToDouble());
                    Assert.True((matrix.unsqueeze(1) - matrix.unsqueeze(2) - matrix.unsqueeze(0)).max().ToDouble() < 1e-9);
                }
            }
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void Pairwise_is_the_diagonal_of_the_matrix_in_value_and_gradient() => Rows.Sample(
        rows =>
        {
            // The largest difference of all may be that of two dimensions, and then has more than one gradient.
            foreach (Distance distance in All.Where(distance => distance is not LpDistance { P: double.PositiveInfinity }).Append(new Unknown()))
            {
                // Noise over no signal is about 1e11, whose last digit is larger than the bound.
                if (distance is SignalToNoiseDistance && HasFlatRow(rows))
                {
                    continue;
                }

                using var scope = NewDisposeScope();
                Tensor x = tensor(rows).requires_grad_();

                // Never in the direction of x, where a normalised distance is 0 and has no gradient.
                Tensor y = (tensor(rows).flip([1]) * 0.7) + (arange(rows.GetLength(1)) * 0.05);
                Tensor diagonal = distance.Matrix(x, y).diagonal();
                Tensor pairs = distance.Pairwise(x, y);
                Assert.True((diagonal - pairs).abs().max().ToDouble() < 1e-9);
                diagonal.sum().backward();
                Tensor expected = x.grad!.clone();
                x.grad.zero_();
                pairs.sum().backward();
                double error = (expected - x.grad).abs().max().ToDouble();
                Assert.True(error < 1e-7 * Math.Max(1, expected.abs().max().ToDouble()), $"{distance.GetType().Name}: the gradients differ by {error}");
            }
        },
        iter: 30,
        threads: 1);

    private static bool HasFlatRow(double[,] rows) =>
        Enumerable.Range(0, rows.GetLength(0)).Any(row => Enumerable.Range(0, rows.GetLength(1)).All(column => rows[row, column] == rows[row, 0]));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Blocks_of_rows_put_together_are_the_matrix(int rowsPerBlock)
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(23, 5, 1);
        Tensor y = Random(11, 5, 2);
        foreach (Distance distance in All)
        {
            foreach (Tensor reference in (Tensor[])[x, y])
            {
                List<Tensor> blocks = [];
                List<int> firsts = [];
                new BatchedDistance(distance, rowsPerBlock).ForEachBlock(x, reference, (block, first) =>
                {
                    blocks.Add(block.clone().MoveToOuterDisposeScope().MoveToOuterDisposeScope());
                    firsts.Add(first);
                });
                Assert.Equal(Enumerable.Range(0, (23 + rowsPerBlock - 1) / rowsPerBlock).Select(i => i * rowsPerBlock), firsts);
                Assert.True((cat([.. blocks]) - distance.Matrix(x, reference)).abs().max().ToDouble() < 1e-12);
            }
        }

        Assert.Throws<ArgumentException>(() => new BatchedDistance(new LpDistance()).ForEachBlock(x, Random(3, 4, 1), (_, _) => { }));
    }

    [Fact]
    public void The_closest_of_a_row_is_the_smallest_distance_or_the_largest_similarity()
    {
        using var scope = NewDisposeScope();
        Tensor matrix = tensor(new double[,] { { 1, 3, 2 }, { 5, 4, 6 } });
        Assert.Equal([1, 4], new LpDistance().ClosestPerRow(matrix).data<double>().ToArray());
        Assert.Equal([3, 6], new LpDistance().FarthestPerRow(matrix).data<double>().ToArray());
        Assert.Equal([3, 6], new CosineSimilarity().ClosestPerRow(matrix).data<double>().ToArray());
        Assert.Equal([1, 4], new CosineSimilarity().FarthestPerRow(matrix).data<double>().ToArray());
    }

    [Fact]
    public void An_anchor_without_a_signal_has_finite_distances_and_gradients()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 2, 3 } }).requires_grad_();
        Tensor matrix = new SignalToNoiseDistance().Matrix(x, x);
        matrix.sum().backward();
        Assert.True(matrix.isfinite().all().item<bool>());
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Every_distance_is_in_the_catalogue_and_is_what_its_options_say()
    {
        IEnumerable<Type> distances = typeof(Distance).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Distance)));
        Assert.Equal(distances.Select(type => type.Name).Order(), DistanceCatalog.Entries.Select(entry => entry.DistanceType.Name).Order());
        Assert.All(DistanceCatalog.Entries, entry => Assert.IsType(entry.DistanceType, DistanceCatalog.Create(entry.Name)));
        Assert.Equal(new LpDistance(1, 2, false), DistanceCatalog.Create("lp", new() { ["p"] = 1, ["power"] = 2, ["normalize"] = false }));
        Assert.Equal(new SignalToNoiseDistance(false), DistanceCatalog.Create("signal-to-noise", new() { ["normalize"] = false }));
        Assert.Throws<ArgumentException>(() => DistanceCatalog.Create("lp", new() { ["p"] = 0 }));
        Assert.Throws<ArgumentException>(() => DistanceCatalog.Create("lp", new() { ["q"] = 1 }));
        Assert.Throws<ArgumentException>(() => DistanceCatalog.Create("cosine", new() { ["power"] = 0 }));
        Assert.Throws<ArgumentException>(() => DistanceCatalog.Create("nope"));
    }

    private static double Formula(Distance distance, double[] x, double[] y)
    {
        double dot = x.Zip(y, (a, b) => a * b).Sum();
        double Variance(IReadOnlyList<double> values) => values.Average() is var mean ? values.Sum(value => (value - mean) * (value - mean)) : 0;
        return distance switch
        {
            LpDistance lp => Math.Pow(Norm([.. x.Zip(y, (a, b) => a - b)], lp.P), lp.Power),
            CosineSimilarity cosine => Math.Pow(dot, cosine.Power),
            DotProductSimilarity product => Math.Pow(dot, product.Power),
            SignalToNoiseDistance noise => Math.Pow(Variance([.. x.Zip(y, (a, b) => a - b)]) / Math.Max(1e-12, Variance(x)), noise.Power),
            _ => throw new InvalidOperationException("no formula"),
        };
    }

    private static double[] Scaled(double[] row, double order) => [.. row.Select(value => value / Norm(row, order))];

    private static double Norm(double[] row, double order) =>
        double.IsInfinity(order) ? row.Max(Math.Abs) : Math.Pow(row.Sum(value => Math.Pow(Math.Abs(value), order)), 1 / order);

    private static double[,] Shape(double[] values, int n, int d)
    {
        double[,] shaped = new double[n, d];
        Buffer.BlockCopy(values, 0, shaped, 0, values.Length * sizeof(double));
        return shaped;
    }

    private static Tensor Random(int n, int d, int seed)
    {
        var random = new SeededRandom((ulong)seed);
        return tensor(Enumerable.Range(0, n * d).Select(_ => random.NextGaussian()).ToArray(), [n, d]);
    }

    /// <summary>A distance of somebody else's that says nothing of its settings.</summary>
    private sealed class Unknown() : Distance(normalize: false, isSimilarity: false, isSymmetric: true)
    {
        protected override Tensor ComputeMatrix(Tensor query, Tensor reference) => (query.unsqueeze(1) - reference.unsqueeze(0)).square().sum(2);
    }
}
