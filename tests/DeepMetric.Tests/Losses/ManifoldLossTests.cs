using DeepMetric.Distances;
using DeepMetric.Losses;

namespace DeepMetric.Tests.Losses;

public sealed class ManifoldLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new ManifoldLoss(dimensions),
        dimensions => new ManifoldLoss(dimensions, new() { Alpha = 0.5, Margin = 0.02, ContextWeight = 0 }),
        dimensions => new ManifoldLoss(dimensions, new() { IntrinsicWeight = 0, ContextWeight = 2 }, new DotProductSimilarity()),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        ManifoldLossOptions options = ((ManifoldLoss)loss).Options;
        double[][] all = [.. batch.Items.Select(batch.X), .. batch.Centers];
        int n = batch.Count;
        double Similarity(int u, int v) => NaiveClasses.Dot(all[u], all[v]) / (loss.Distance is CosineSimilarity ? NaiveClasses.Norm(all[u]) * NaiveClasses.Norm(all[v]) : 1);
        double Edge(int u, int v) => u == v ? 0 : Math.Exp(2 * Math.Max(0, Similarity(u, v)));
        double[] degrees = [.. all.Select((_, u) => all.Select((_, v) => Edge(u, v)).Sum())];
        double[][] seen = Inverse([.. all.Select((_, u) => all.Select((_, v) => (u == v ? 1 : 0) - (options.Alpha * Edge(u, v) / Math.Sqrt(degrees[u] * degrees[v]))).ToArray())]);
        double Violations(int item, Func<int, double> similarity) => Math.Log(1 + batch.AllClasses.Where(label => label != batch.Label(item))
            .Select(label => similarity(label) - similarity(batch.Label(item)) + options.Margin)
            .Where(exponent => exponent >= 0)
            .Sum(Math.Exp));
        return
        [
            .. batch.Items.Select(item =>
                (options.IntrinsicWeight * Violations(item, label => (1 - options.Alpha) * seen[item][n + label]))
                + (options.ContextWeight * Violations(item, label => NaiveClasses.Dot(seen[item], seen[n + label]) / (NaiveClasses.Norm(seen[item]) * NaiveClasses.Norm(seen[n + label]))))),
        ];
    }

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new ManifoldLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    protected override bool TakesTuples => false;

    [Fact]
    public void Classes_are_dealt_to_meta_classes_evenly_and_by_the_seed()
    {
        using var loss = new ManifoldLoss(new LossDimensions(20, 4) { Seed = 1 }, new() { MetaClasses = 6 });
        using var again = new ManifoldLoss(new LossDimensions(20, 4) { Seed = 1 }, new() { MetaClasses = 6 });
        using var other = new ManifoldLoss(new LossDimensions(20, 4) { Seed = 2 }, new() { MetaClasses = 6 });
        Assert.All(loss.ProxyOf.CountBy(proxy => proxy), group => Assert.InRange(group.Value, 3, 4));
        Assert.Equal(6, loss.ProxyOf.Distinct().Count());
        Assert.Equal(loss.ProxyOf, again.ProxyOf);
        Assert.NotEqual(loss.ProxyOf, other.ProxyOf);
        Assert.Equal([6, 4], loss.Weights.Learned["proxies"].shape);
    }

    [Fact]
    public void A_distance_that_is_no_similarity_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ManifoldLoss(new LossDimensions(2, 2), distance: new LpDistance()));

    /// <summary>Gauss and Jordan's method with pivots.</summary>
    private static double[][] Inverse(double[][] matrix)
    {
        int n = matrix.Length;
        double[][] rows = [.. matrix.Select((row, i) => row.Concat(Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0)).ToArray())];
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(rows[row][column]));
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            double scale = rows[column][column];
            rows[column] = [.. rows[column].Select(value => value / scale)];
            for (int row = 0; row < n; row++)
            {
                double factor = rows[row][column];
                if (row != column && factor != 0)
                {
                    rows[row] = [.. rows[row].Zip(rows[column], (value, above) => value - (factor * above))];
                }
            }
        }

        return [.. rows.Select(row => row[n..])];
    }
}
