using CsCheck;
using DeepMetric.Diagnostics;

namespace DeepMetric.Tests.Diagnostics;

public sealed class GradientConcentrationTests
{
    // Σ g = 12, Σ g² = 9 + 1 + 64 = 74, B = 4; the hardest tenth of 4, rounded up, is one sample.
    [Fact]
    public void Gives_the_numbers_worked_by_hand()
    {
        GradientConcentration found = GradientConcentration.Measure([3, 0, 1, 8], [true, false, false, true]);
        Assert.Equal(new GradientConcentration(3, 5.5, 144.0 / (4 * 74), 8.0 / 12), found);
    }

    [Fact]
    public void Equal_norms_share_everything()
    {
        GradientConcentration found = GradientConcentration.Measure([.. Enumerable.Repeat(0.25, 20)], [.. Enumerable.Repeat(true, 20)]);
        Assert.Equal((0.25, 0.25, 1.0, 0.1), (found.Mean, found.MeanOfActive!.Value, found.EffectiveShare, found.HardestDecile));
    }

    [Fact]
    public void One_sample_with_everything_has_a_share_of_1_over_B()
    {
        double[] norms = new double[11];
        norms[4] = 7;
        GradientConcentration found = GradientConcentration.Measure(norms, new bool[11]);
        Assert.Equal(1.0 / 11, found.EffectiveShare, 1e-15);
        Assert.Equal(1, found.HardestDecile);
        Assert.Null(found.MeanOfActive);
    }

    [Fact]
    public void No_gradient_has_no_share() =>
        Assert.Equal(new GradientConcentration(0, 0, 0, 0), GradientConcentration.Measure([0, 0], [true, false]));

    [Fact]
    public void Shares_stay_in_range_and_ignore_scale_and_order() =>
        Gen.Double[0, 5].Array[1, 50].Sample(norms =>
        {
            bool[] active = new bool[norms.Length];
            GradientConcentration one = GradientConcentration.Measure(norms, active);
            GradientConcentration other = GradientConcentration.Measure([.. norms.Reverse().Select(norm => norm * 40)], active);
            return norms.Sum() == 0 || (one.EffectiveShare >= (1.0 / norms.Length) - 1e-12 && one.EffectiveShare <= 1 + 1e-12
                && one.HardestDecile >= (double)((norms.Length + 9) / 10) / norms.Length - 1e-12 && one.HardestDecile <= 1 + 1e-12
                && EmbeddingSet.Close(one.EffectiveShare, other.EffectiveShare) && EmbeddingSet.Close(one.HardestDecile, other.HardestDecile));
        }, threads: 1);

    [Fact]
    public void Wants_one_flag_per_norm()
    {
        Assert.Contains("found 2 and 1", Assert.Throws<ArgumentException>(() => GradientConcentration.Measure([1, 2], [true])).Message);
        Assert.Throws<ArgumentException>(() => GradientConcentration.Measure([], []));
    }
}
