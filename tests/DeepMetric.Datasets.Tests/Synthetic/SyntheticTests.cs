namespace DeepMetric.Datasets.Tests;

public sealed class SyntheticTests
{
    private static readonly SyntheticData _study = Synthetic.Generate(new(), 0);

    [Fact]
    public void The_default_is_the_toy_set_of_the_study()
    {
        LabeledSet train = _study.Split.Train;
        Assert.Equal(2100, train.Count);
        Assert.Equal([128], train.ItemShape);
        Assert.Equal(100, train.Labels.Count(label => label == LabeledSet.Outlier));
        Assert.All(train.Labels[2000..], label => Assert.Equal(LabeledSet.Outlier, label));
        Assert.Null(train.Levels);
        for (int i = 0; i < train.Count; i++)
        {
            Assert.Equal(1, Math.Sqrt(train.Item(i).ToArray().Sum(x => (double)x * x)), 1e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Raw_variances_inside_the_classes_are_those_the_study_published(int seed)
    {
        // The authors' notebook prints 0.90 to 0.94 for its ten classes and 0.988 for the outliers, for its one draw.
        LabeledSet train = Synthetic.Generate(new(), seed).Split.Train;
        double[] variances = [.. Enumerable.Range(0, 10).Select(label => IntraVariance(train, label))];
        Assert.InRange(variances.Average(), 0.905, 0.94);
        Assert.InRange(variances.Min(), 0.87, 0.93);
        Assert.InRange(variances.Max(), 0.92, 0.96);
        Assert.Equal(0.988, IntraVariance(train, LabeledSet.Outlier), 0.006);
    }

    [Fact]
    public void Items_have_the_mean_and_covariance_of_the_truth()
    {
        SyntheticOptions options = new() { Classes = 2, ModesPerClass = 2, Dimension = 3, ItemsPerClass = 40_000, Normalize = false, OutlierShare = 0, Overlap = 0 };
        SyntheticData data = Synthetic.Generate(options, 7);
        for (int mode = 0; mode < 4; mode++)
        {
            double[][] items = Items(data.Split.Train, data.Truth.TrainModes, mode);
            double[] mean = Mean(items);
            double[] factor = data.Truth.CovarianceFactors[mode / 2];
            for (int i = 0; i < 3; i++)
            {
                double variance = 1.96 * Enumerable.Range(0, 3).Sum(k => factor[(i * 3) + k] * factor[(i * 3) + k]);
                Assert.Equal(data.Truth.ModeCentres[mode][i], mean[i], 4.5 * Math.Sqrt(variance / items.Length));
                for (int j = 0; j <= i; j++)
                {
                    // The sample covariance of Gaussians has the variance (s_ii s_jj + s_ij^2) / n.
                    double expected = 1.96 * Enumerable.Range(0, 3).Sum(k => factor[(i * 3) + k] * factor[(j * 3) + k]);
                    double other = 1.96 * Enumerable.Range(0, 3).Sum(k => factor[(j * 3) + k] * factor[(j * 3) + k]);
                    double found = items.Average(item => (item[i] - mean[i]) * (item[j] - mean[j]));
                    Assert.Equal(expected, found, 4.5 * Math.Sqrt(((variance * other) + (expected * expected)) / items.Length));
                }
            }
        }
    }

    [Fact]
    public void Test_items_are_a_fresh_draw_from_the_same_truth()
    {
        SyntheticOptions options = new() { Dimension = 4, ItemsPerClass = 5000, TestItemsPerClass = 4000, Normalize = false };
        SyntheticData data = Synthetic.Generate(options, 3);
        Assert.Equal(data.Truth.TestClasses, data.Split.Test.Labels);
        for (int c = 0; c < 10; c++)
        {
            double[][] train = Items(data.Split.Train, data.Truth.TrainClasses, c);
            double[][] test = Items(data.Split.Test, data.Truth.TestClasses, c);
            double[] trainMean = Mean(train);
            double[] testMean = Mean(test);
            Assert.NotEqual(train[0], test[0]);
            for (int i = 0; i < 4; i++)
            {
                double variance = train.Average(item => Math.Pow(item[i] - trainMean[i], 2));
                Assert.Equal(trainMean[i], testMean[i], 4.5 * Math.Sqrt(variance * ((1 / 5000.0) + (1 / 4000.0))));
                Assert.Equal(1, test.Average(item => Math.Pow(item[i] - testMean[i], 2)) / variance, 0.15);
            }
        }
    }

    [Fact]
    public void Test_items_have_true_labels_and_no_outliers()
    {
        SyntheticData data = Synthetic.Generate(new() { LabelNoise = 0.5, Overlap = 0.5, OutlierShare = 0.5 }, 1);
        Assert.Equal(1000, data.Split.Test.Count);
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(c => Enumerable.Repeat(c, 100)), data.Split.Test.Labels);
    }

    [Fact]
    public void Overlap_and_noise_reach_the_shares_asked_for_and_are_written_down()
    {
        SyntheticOptions options = new() { ItemsPerClass = 2000, Dimension = 2, Overlap = 0.3, LabelNoise = 0.2, OutlierShare = 0.25 };
        SyntheticData data = Synthetic.Generate(options, 4);
        SyntheticTruth truth = data.Truth;
        int[] labels = data.Split.Train.Labels;
        Assert.Equal(25_000, labels.Length);
        Assert.Equal(5000, labels.Count(label => label == -1));
        Assert.Equal(0.3, truth.HasOverlap.Take(20_000).Average(has => has ? 1.0 : 0), 0.015);
        Assert.Equal(0.2, truth.HasLabelNoise.Take(20_000).Average(has => has ? 1.0 : 0), 0.013);
        int[] redrawn = [.. Enumerable.Range(0, 20_000).Where(i => truth.HasOverlap[i] && !truth.HasLabelNoise[i])];
        Assert.Equal(0.1, redrawn.Average(i => labels[i] == truth.TrainClasses[i] ? 1.0 : 0), 0.02);
        for (int i = 0; i < labels.Length; i++)
        {
            Assert.False(truth.HasLabelNoise[i] && labels[i] == truth.TrainClasses[i]);
            Assert.True(truth.HasLabelNoise[i] || truth.HasOverlap[i] || labels[i] == truth.TrainClasses[i]);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(_study.Split.ComputeContentHash(), Synthetic.Generate(new(), 0).Split.ComputeContentHash());
        Assert.NotEqual(_study.Split.Train.ComputeContentHash(), Synthetic.Generate(new(), 1).Split.Train.ComputeContentHash());
    }

    [Fact]
    public void A_knob_moves_only_what_it_concerns()
    {
        SyntheticData other = Synthetic.Generate(new() { TestItemsPerClass = 7, Overlap = 0.2, LabelNoise = 0.1, OutlierShare = 0.01 }, 0);
        Assert.Equal(_study.Split.Train.Values[..(2000 * 128)], other.Split.Train.Values[..(2000 * 128)]);
        Assert.Equal(_study.Truth.ClassCentres, other.Truth.ClassCentres);
        Assert.All(Enumerable.Range(0, 2000).Where(i => _study.Truth.HasOverlap[i]), i => Assert.True(other.Truth.HasOverlap[i]));
    }

    [Fact]
    public void Modes_are_a_level_below_the_class()
    {
        SyntheticData data = Synthetic.Generate(SyntheticOptions.ThreeModes, 0);
        LabelLevels levels = data.Split.Test.Levels!;
        Assert.Equal(data.Split.Test.Labels, levels.Coarse);
        Assert.Equal(levels.Coarse, levels.Fine.Select(mode => mode / 3));
        Assert.Equal(30, levels.Fine.Distinct().Count());
        Assert.Equal(data.Truth.TrainModes, data.Split.Train.Levels!.Fine);
        Assert.Equal(data.Split.Train.Labels, data.Split.Train.Levels.Coarse);
    }

    [Fact]
    public void Imbalance_shrinks_the_classes_geometrically()
    {
        // 800 * 8^(-c/3) = 800, 400, 200, 100.
        SyntheticData data = Synthetic.Generate(new() { Classes = 4, ItemsPerClass = 800, Dimension = 2, Imbalance = 8 }, 0);
        Assert.Equal([800, 400, 200, 100], Enumerable.Range(0, 4).Select(c => data.Truth.TrainClasses.Count(found => found == c)));
    }

    [Fact]
    public void Anisotropy_stretches_the_noise_and_keeps_its_size()
    {
        double[] shares = [.. new[] { 0.0, 0.5, 1, 100 }.Select(anisotropy => Evenness(new() { Anisotropy = anisotropy, Classes = 2, Dimension = 64 }))];
        Assert.Equal(1, shares[0], 1e-6);
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.True(shares[2] - shares[3] > 0.1);

        // The effective share of directions, (tr S)^2 / (d tr S^2): 1 when round. The trace must stay near d^2.
        static double Evenness(SyntheticOptions options)
        {
            int d = options.Dimension;
            double[] factor = Synthetic.Generate(options, 0).Truth.CovarianceFactors[0];
            double[] covariance = [.. from i in Enumerable.Range(0, d) from j in Enumerable.Range(0, d) select Enumerable.Range(0, d).Sum(k => factor[(i * d) + k] * factor[(j * d) + k])];
            double trace = Enumerable.Range(0, d).Sum(i => covariance[(i * d) + i]);
            Assert.Equal(1, trace / (d * d), 0.15);
            return trace * trace / (d * covariance.Sum(x => x * x));
        }
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        Check(new() { Classes = 1 }, "Classes", "Found 1");
        Check(new() { Overlap = 1.5 }, "Overlap", "Found 1.5");
        Check(new() { ModeSpread = double.NaN }, "ModeSpread", "NaN");
        Check(new() { Classes = 10_000, ItemsPerClass = 1_000_000 }, "values", "found");

        static void Check(SyntheticOptions options, params string[] words)
        {
            ArgumentException problem = Assert.Throws<ArgumentException>(() => Synthetic.Generate(options, 0));
            Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
        }
    }

    private static double IntraVariance(LabeledSet set, int label)
    {
        double[][] items = Items(set, set.Labels, label);
        double[] mean = Mean(items);
        return items.Average(item => item.Zip(mean, (x, m) => (x - m) * (x - m)).Sum());
    }

    private static double[][] Items(LabeledSet set, int[] groups, int group) =>
        [.. Enumerable.Range(0, set.Count).Where(i => groups[i] == group).Select(i => Array.ConvertAll(set.Item(i).ToArray(), x => (double)x))];

    private static double[] Mean(double[][] items) =>
        [.. Enumerable.Range(0, items[0].Length).Select(j => items.Average(item => item[j]))];
}
