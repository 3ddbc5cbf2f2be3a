using System.Text.Json.Nodes;
using DeepMetric.Lab.Runner.Replication;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Lab.Runner.Replication;

public sealed class DrawnPairsLossTests
{
    private const int Dimension = 5;

    private static readonly long[] _labels = [0, 0, 0, 1, 1, 1, 2, 2];

    // Of 8 items 7 pairs are positive; as many negative ones are drawn of 21.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Draws_every_positive_pair_and_as_many_negative_ones(bool broadcast)
    {
        using var scope = NewDisposeScope();
        (int First, int Second)[] pairs = PairsOf(broadcast, seed: 1, Random(1));
        Assert.Equal(14, pairs.Distinct().Count());
        Assert.All(pairs, pair => Assert.True(pair.First < pair.Second));
        Assert.Equal(7, pairs.Count(pair => _labels[pair.First] == _labels[pair.Second]));
        Assert.Equal(pairs, PairsOf(broadcast, seed: 1, Random(1)));
        Assert.NotEqual(pairs, PairsOf(broadcast, seed: 2, Random(1)));
        Assert.NotEqual(pairs, PairsOf(broadcast, seed: 1, Random(2)));
    }

    [Fact]
    public void The_right_form_equals_the_formula_in_double()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var scope = NewDisposeScope();
            double[][] rows = Random(seed);
            double margin = 0.4 + (0.1 * seed);
            (int First, int Second)[] pairs = PairsOf(broadcast: false, seed, rows, margin);
            double expected = pairs.Average(pair => _labels[pair.First] == _labels[pair.Second]
                ? Math.Pow(Distance(rows, pair), 2)
                : Math.Pow(Math.Max(0, margin - Distance(rows, pair)), 2));
            Assert.True(expected > 0.01);
            Assert.Equal(expected, ValueOf(broadcast: false, seed, rows, margin), 1e-9);
        }
    }

    // Half of the pairs are negative, so each term is half of d² and half of max(0, m − d)², whatever the labels of its pair are.
    [Fact]
    public void With_the_broadcast_no_pair_meets_its_own_label()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var scope = NewDisposeScope();
            double[][] rows = Random(seed);
            using var loss = new DrawnPairsLoss(1, broadcast: true, seed);
            LossTerms.Listed terms = Assert.Single(loss.ListTerms(EmbeddingBatch.Create(Tensor(rows), tensor(_labels))));
            double[] values = [.. terms.Values.data<double>()];
            (int First, int Second)[] pairs = PairsOf(broadcast: true, seed, rows);
            for (int pair = 0; pair < pairs.Length; pair++)
            {
                double distance = Distance(rows, pairs[pair]);
                Assert.Equal((0.5 * distance * distance) + (0.5 * Math.Pow(Math.Max(0, 1 - distance), 2)), values[pair], 1e-9);
            }

            Assert.Equal(values.Average(), ValueOf(broadcast: true, seed, rows), 1e-9);
        }
    }

    // p (1 − p) m² at d = p m for all pairs, p = 1/2: embeddings of equal distances m / 2 have that value and no gradient, and no others have less.
    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void The_broadcast_is_least_where_all_distances_are_p_times_m(double margin)
    {
        using var scope = NewDisposeScope();

        // Unit vectors (r e_i, √(1 − r²)) lie r √2 apart.
        double r = margin / 2 / Math.Sqrt(2);
        double[][] equal = [.. _labels.Select((_, item) => Enumerable.Range(0, 9).Select(column => column == item ? r : column == 8 ? Math.Sqrt(1 - (r * r)) : 0).ToArray())];
        Assert.Equal(0.25 * margin * margin, ValueOf(broadcast: true, 1, equal, margin), 1e-12);
        Assert.All(GradientOf(broadcast: true, 1, equal, margin), value => Assert.Equal(0, value, 1e-9));
        for (ulong seed = 1; seed <= 50; seed++)
        {
            Assert.True(ValueOf(broadcast: true, seed, Random(seed), margin) > 0.25 * margin * margin);
        }

        // The right form is not at rest there.
        Assert.Contains(GradientOf(broadcast: false, 1, equal, margin), value => Math.Abs(value) > 0.01);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Has_the_gradient_of_finite_differences(bool broadcast)
    {
        using var scope = NewDisposeScope();
        double[][] rows = Random(4);
        double[] gradient = GradientOf(broadcast, 4, rows, 1);
        (int First, int Second)[] pairs = PairsOf(broadcast, 4, rows);

        // A step changes the draws, so the pairs are held and the formula is moved.
        double Formula(double[][] at) => pairs.Average(pair =>
        {
            double distance = Distance(at, pair);
            double near = distance * distance;
            double far = Math.Pow(Math.Max(0, 1 - distance), 2);
            return broadcast ? (0.5 * near) + (0.5 * far) : _labels[pair.First] == _labels[pair.Second] ? near : far;
        });
        for (int place = 0; place < gradient.Length; place++)
        {
            double[][] Moved(double step)
            {
                double[][] moved = [.. rows.Select(row => row.ToArray())];
                moved[place / Dimension][place % Dimension] += step;
                return moved;
            }

            Assert.Equal((Formula(Moved(1e-6)) - Formula(Moved(-1e-6))) / 2e-6, gradient[place], 1e-6);
        }
    }

    // Trained from one start, the broadcast ends at its least value, and embeddings of a class are no nearer to one another than to others'; the right form brings them together.
    [Fact]
    public void The_broadcast_learns_nothing_of_labels_and_the_right_form_does()
    {
        (double value, double ratio) = Trained(broadcast: true);
        Assert.Equal(0.25, value, 0.01);
        Assert.InRange(ratio, 0.9, 1.1);
        (value, ratio) = Trained(broadcast: false);
        Assert.True(value < 0.02, $"{value}");
        Assert.True(ratio < 0.2, $"{ratio}");
    }

    [Fact]
    public void A_batch_without_pairs_of_both_kinds_has_no_terms()
    {
        using var scope = NewDisposeScope();
        using var loss = new DrawnPairsLoss(1, broadcast: true, 1);
        Tensor embeddings = randn(4, 3).requires_grad_();
        using LossResult result = loss.Compute(embeddings, tensor(new long[] { 1, 2, 3, 4 }));
        Assert.Equal(0, result.Value.item<float>());
        Assert.Equal(0, result.Telemetry.ValidTerms);
        result.Value.backward();
        Assert.All(embeddings.grad!.data<float>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Is_found_by_its_names_with_its_margin_alone()
    {
        Assert.Null(DrawnPairsLoss.Find("contrastive", [], 1));
        Assert.Equal(1, DrawnPairsLoss.Find("contrastive-broadcast", [], 1)!.Margin);
        Assert.Equal(0.5, DrawnPairsLoss.Find("contrastive-drawn-pairs", new JsonObject { ["margin"] = 0.5 }, 1)!.Margin);
        Assert.Equal(2, DrawnPairsLoss.Find("contrastive-drawn-pairs", new JsonObject { ["margin"] = 2 }, 1)!.Margin);
        Assert.Throws<ArgumentException>(() => DrawnPairsLoss.Find("contrastive-broadcast", new JsonObject { ["squared"] = true }, 1));
        Assert.Throws<ArgumentException>(() => DrawnPairsLoss.Find("contrastive-broadcast", new JsonObject { ["margin"] = 0.0 }, 1));
        Assert.Throws<ArgumentException>(() => DrawnPairsLoss.Find("contrastive-broadcast", new JsonObject { ["margin"] = "wide" }, 1));
    }

    private static (double Value, double Ratio) Trained(bool broadcast)
    {
        using var scope = NewDisposeScope();
        using var loss = new DrawnPairsLoss(1, broadcast, 3);
        using var embeddings = new TorchSharp.Modules.Parameter(Tensor(Random(3)));
        using var optimizer = optim.Adam([embeddings], 0.02);
        Tensor labels = tensor(_labels);
        double value = 0;
        for (int step = 0; step < 600; step++)
        {
            using LossResult result = loss.Compute(embeddings, labels);
            optimizer.zero_grad();
            result.Value.backward();
            optimizer.step();
            value = result.Value.item<double>();
        }

        double[] flat = [.. embeddings.detach().data<double>()];
        double[][] rows = [.. flat.Chunk(Dimension)];
        var pairs = (from first in Enumerable.Range(0, _labels.Length) from second in Enumerable.Range(0, _labels.Length) where first < second select (First: first, Second: second)).ToArray();
        double Mean(bool positive) => pairs.Where(pair => (_labels[pair.First] == _labels[pair.Second]) == positive).Average(pair => Distance(rows, pair));
        return (value, Mean(positive: true) / Mean(positive: false));
    }

    private static double[] GradientOf(bool broadcast, ulong seed, double[][] rows, double margin)
    {
        using var loss = new DrawnPairsLoss(margin, broadcast, seed);
        Tensor embeddings = Tensor(rows).requires_grad_();
        using LossResult result = loss.Compute(embeddings, tensor(_labels));
        result.Value.backward();
        return [.. embeddings.grad!.data<double>()];
    }

    private static double ValueOf(bool broadcast, ulong seed, double[][] rows, double margin = 1)
    {
        using var loss = new DrawnPairsLoss(margin, broadcast, seed);
        using LossResult result = loss.Compute(Tensor(rows), tensor(_labels));
        return result.Value.item<double>();
    }

    private static (int First, int Second)[] PairsOf(bool broadcast, ulong seed, double[][] rows, double margin = 1)
    {
        using var loss = new DrawnPairsLoss(margin, broadcast, seed);
        LossTerms.Listed terms = Assert.Single(loss.ListTerms(EmbeddingBatch.Create(Tensor(rows), tensor(_labels))));
        return [.. terms.Anchors.Zip(terms.Others[0])];
    }

    private static double[][] Random(ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. _labels.Select(_ => Enumerable.Range(0, Dimension).Select(_ => random.NextGaussian()).ToArray())];
    }

    private static Tensor Tensor(double[][] rows) => tensor([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);

    /// <summary>The distance of two rows on the unit sphere.</summary>
    private static double Distance(double[][] rows, (int First, int Second) pair)
    {
        double Norm(int row) => Math.Sqrt(rows[row].Sum(value => value * value));
        double first = Norm(pair.First);
        double second = Norm(pair.Second);
        return Math.Sqrt(rows[pair.First].Zip(rows[pair.Second], (a, b) => Math.Pow((a / first) - (b / second), 2)).Sum());
    }
}
