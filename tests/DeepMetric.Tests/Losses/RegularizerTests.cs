using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class RegularizerTests
{
    private static readonly Gen<double[][]> Rows =
        from n in Gen.Int[1, 4]
        from d in Gen.Int[2, 5]
        from rows in Gen.Int[-100, 100].Select(value => value / 100.0).Array[d].Where(row => row.Any(value => Math.Abs(value) > 0.2)).Array[2 * n]
        select rows;

    /// <summary>Every regularizer of the catalogue.</summary>
    public static TheoryData<string> Names => [.. RegularizerCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_the_formula_in_double(string name)
    {
        int compared = 0;
        Rows.Sample(
            rows =>
            {
                using var scope = NewDisposeScope();
                double expected = Naive(name, rows);
                Assert.Equal(expected, Create(name, rows.Length).Compute(Of(rows)).ToDouble(), 1e-9);
                compared += Math.Abs(expected) > 1e-3 ? 1 : 0;
            },
            iter: 100,
            threads: 1);
        Assert.True(compared > 60, $"only {compared} penalties were not 0");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_equals_finite_differences(string name)
    {
        const double step = 1e-6;
        int compared = 0;
        Rows.Sample(
            rows =>
            {
                using var scope = NewDisposeScope();
                Regularizer regularizer = Create(name, rows.Length);
                Tensor x = Of(rows).requires_grad_();
                regularizer.Compute(x).backward();
                for (int i = 0; i < rows.Length; i++)
                {
                    double original = rows[i][0];
                    double At(double offset)
                    {
                        rows[i][0] = original + offset;
                        return regularizer.Compute(Of(rows)).ToDouble();
                    }

                    double ahead = At(step);
                    double behind = At(-step);
                    double middle = At(0);
                    double found = x.grad![i, 0].item<double>();
                    if (Math.Abs(((ahead - middle) / step) - ((middle - behind) / step)) < 1e-3)
                    {
                        Assert.Equal((ahead - behind) / (2 * step), found, 1e-5);
                        compared += Math.Abs(found) > 1e-6 ? 1 : 0;
                    }
                }
            },
            iter: 40,
            threads: 1);
        Assert.True(compared > 60, $"only {compared} entries had a gradient");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Equal_rows_and_zeros_have_a_finite_value_and_gradient_and_nothing_leaks(string name)
    {
        foreach (double value in (double[])[0, 1])
        {
            using Tensor x = full([4, 3], value, ScalarType.Float32).requires_grad_();
            Regularizer regularizer = Create(name, 4);
            void Step()
            {
                using Tensor penalty = regularizer.Compute(x);
                penalty.backward();
                Assert.True(double.IsFinite(penalty.ToDouble()));
                using Tensor gradient = x.grad!;
                using Tensor finite = gradient.isfinite();
                using Tensor all = finite.all();
                Assert.True(all.item<bool>());
            }

            Step();
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Step();
            Step();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void A_row_alone_is_similar_to_no_other() =>
        Assert.Equal(0, new RegularFaceRegularizer().Compute(ones(1, 3)).ToDouble());

    [Fact]
    public void A_reducer_of_ones_own_reduces_the_terms()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 3, 4 }, { 0, 1 } });
        Assert.Equal(3, new LpRegularizer().Compute(x).ToDouble(), 1e-12);
        Assert.Equal(6, new LpRegularizer(reducer: new SumReducer()).Compute(x).ToDouble(), 1e-12);
        Assert.Equal(5, new LpRegularizer(reducer: new ThresholdReducer(2)).Compute(x).ToDouble(), 1e-12);
        Assert.Equal(((5 * 2.0) + 1) / 2, new LpRegularizer(reducer: new ClassWeightedReducer([2, 1])).Compute(x).ToDouble(), 1e-12);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RegularFaceRegularizer(new LpDistance()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparseCentersRegularizer(3, 1));
        Assert.Throws<ArgumentException>(() => new SparseCentersRegularizer(3, 2).Compute(ones(5, 2)));
        Assert.Throws<ArgumentException>(() => new LpRegularizer().Compute(ones(0, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CenterInvariantRegularizer(0));
    }

    [Fact]
    public void The_catalogue_holds_every_regularizer_and_refuses_unknown_names_and_options()
    {
        IEnumerable<Type> all = typeof(Regularizer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Regularizer)));
        Assert.Equal(all.Select(type => type.Name).Order(), RegularizerCatalog.Entries.Select(entry => entry.RegularizerType.Name).Order());
        Assert.All(RegularizerCatalog.Entries, entry => Assert.IsType(entry.RegularizerType, Create(entry.Name, 4)));
        var squared = (LpRegularizer)RegularizerCatalog.Create("lp", new Dictionary<string, double> { ["power"] = 2 });
        Assert.Equal((2, 2), (squared.P, squared.Power));
        Assert.Throws<ArgumentException>(() => RegularizerCatalog.Create("l2"));
        ArgumentException option = Assert.Throws<ArgumentException>(() => RegularizerCatalog.Create("lp", new Dictionary<string, double> { ["q"] = 2 }));
        Assert.Contains("p, power", option.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RegularizerCatalog.Create("sparse-centers"));
        Assert.Throws<ArgumentException>(() => RegularizerCatalog.Create("sparse-centers", new Dictionary<string, double> { ["classes"] = 1.5 }));
    }

    private static Regularizer Create(string name, int rows) => name == "sparse-centers"
        ? RegularizerCatalog.Create(name, new Dictionary<string, double> { ["classes"] = rows / 2, ["centersPerClass"] = 2 })
        : RegularizerCatalog.Create(name);

    private static double Naive(string name, double[][] rows)
    {
        double[] norms = [.. rows.Select(row => Math.Sqrt(row.Sum(value => value * value)))];
        double Cosine(int i, int j) => rows[i].Zip(rows[j], (a, b) => a * b).Sum() / (norms[i] * norms[j]);
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        return name switch
        {
            "lp" => norms.Average(),
            "center-invariant" => norms.Average(norm => Math.Pow((norm * norm) - norms.Average(other => other * other), 2) / 4),
            "regular-face" => all.Average(i => all.Where(j => j != i).Max(j => Cosine(i, j))),
            "sparse-centers" => all.Where(i => i % 2 == 0).Sum(i => Math.Sqrt(2 - (2 * Cosine(i, i + 1)))) / rows.Length,
            "zero-mean" => rows.Average(row => Math.Abs(row.Sum())),
            "spherical-embedding" => norms.Average(norm => Math.Pow(norm - norms.Average(), 2)),
            _ => throw new InvalidOperationException($"no formula for {name}"),
        };
    }

    private static Tensor Of(double[][] rows)
    {
        double[,] dense = new double[rows.Length, rows[0].Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
            {
                dense[i, j] = rows[i][j];
            }
        }

        return tensor(dense);
    }
}
