using CsCheck;
using DeepMetric.Diagnostics;

namespace DeepMetric.Tests.Diagnostics;

public sealed class EmbeddingSpectrumTests
{
    // The two axes, three times and once: singular values √3 and 1, both of the rows as they are and normalised.
    // p = (√3, 1)/(√3 + 1); KL(uniform ‖ p) = -(ln 2 p1 + ln 2 p2)/2.
    [Fact]
    public void Decay_equals_the_numbers_worked_by_hand()
    {
        EmbeddingSpectrum found = EmbeddingSpectrum.Measure([5f, 0, 2, 0, 0, 3, 1, 0], 2);
        double sum = Math.Sqrt(3) + 1;
        Assert.Equal(Math.Sqrt(3), found.SingularValues[0], 1e-12);
        Assert.Equal(1, found.SingularValues[1], 1e-12);
        Assert.Equal(-(Math.Log(2 * Math.Sqrt(3) / sum) + Math.Log(2 / sum)) / 2, found.SpectralDecay!.Value, 1e-12);
        Assert.Equal(0, EmbeddingSpectrum.Measure([5f, 0, 2, 0, 0, 3, 1, 0], 2, dropLargest: 1).SpectralDecay!.Value, 1e-12);
    }

    // (±1, 0, 0) and (0, ±1, 0), shifted by (0, 0, 9): centred, two singular values √2.
    [Fact]
    public void Effective_rank_is_that_of_the_centred_rows()
    {
        EmbeddingSpectrum found = EmbeddingSpectrum.Measure([1f, 0, 9, -1, 0, 9, 0, 1, 9, 0, -1, 9], 3);
        Assert.Equal(2, found.EffectiveRank!.Value, 1e-9);
        Assert.Equal(3, found.SingularValues.Count);
        Assert.True(found.SpectralDecay > 0.1);
    }

    [Fact]
    public void An_even_spectrum_does_not_decay()
    {
        EmbeddingSpectrum found = EmbeddingSpectrum.Measure([1f, 0, 0, 0, 2, 0, 0, 0, 3], 3);
        Assert.Equal(0, found.SpectralDecay!.Value, 1e-12);
    }

    [Fact]
    public void Equal_rows_have_no_rank_and_no_decay()
    {
        float[] values = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 0.1f : 0.7f)];
        EmbeddingSpectrum found = EmbeddingSpectrum.Measure(values, 3);
        Assert.Null(found.EffectiveRank);
        Assert.Null(found.SpectralDecay);
        Assert.Equal(Math.Sqrt(20), found.SingularValues[0], 1e-9);
        Assert.Equal([0.0, 0.0], found.SingularValues.Skip(1));
        EmbeddingSpectrum none = EmbeddingSpectrum.Measure(new float[12], 3);
        Assert.Equal((null, null, 0), (none.SpectralDecay, none.EffectiveRank, none.SingularValues.Sum()));
    }

    // Traces of powers of the Gram matrix, by loops, against sums of powers of the singular values.
    [Fact]
    public void Singular_values_have_the_traces_of_the_gram_matrix() => EmbeddingSets.Random.Sample(set =>
    {
        EmbeddingSpectrum found = Measure(set);
        EmbeddingSet unit = set.Normalized();
        double[][] rows = [.. Enumerable.Range(0, set.Count).Select(unit.Row)];
        double squares = rows.Sum(row => row.Sum(value => value * value));
        double fourths = rows.Sum(a => rows.Sum(b => Math.Pow(a.Zip(b, (x, y) => x * y).Sum(), 2)));
        return found.SingularValues.Count == Math.Min(set.Count, set.Dimension)
            && EmbeddingSet.Close(squares, found.SingularValues.Sum(value => value * value))
            && EmbeddingSet.Close(fourths, found.SingularValues.Sum(value => Math.Pow(value, 4)))
            && found.SingularValues.Zip(found.SingularValues.Skip(1)).All(pair => pair.First >= pair.Second);
    }, threads: 1);

    [Fact]
    public void Effective_rank_lies_between_1_and_the_dimension()
    {
        int some = 0;
        EmbeddingSets.Random.Sample(set =>
        {
            double? rank = Measure(set).EffectiveRank;
            some += rank > 1.5 ? 1 : 0;
            return set.Count == 1 ? rank is null : rank >= 1 - 1e-9 && rank <= Math.Min(set.Dimension, set.Count - 1) + 1e-9;
        }, iter: 200, threads: 1);
        Assert.True(some > 80, $"{some} of 200 sets had a rank above 1.5");
    }

    [Fact]
    public void Neither_rotation_nor_order_nor_scale_changes_anything()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(80, 6, 4, 3);
        EmbeddingSpectrum one = Measure(set);
        foreach (EmbeddingSpectrum other in new[] { Measure(set.Rotated()), Measure(set.Shuffled(3)), Measure(set.Scaled(17)) })
        {
            Assert.Equal(one.SpectralDecay!.Value, other.SpectralDecay!.Value, 1e-9);
            Assert.Equal(one.EffectiveRank!.Value, other.EffectiveRank!.Value, 1e-9);
        }
    }

    [Fact]
    public void Keeps_at_least_one_singular_value()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingSpectrum.Measure(new float[6], 3, dropLargest: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingSpectrum.Measure(new float[6], 3, dropLargest: -1));
    }

    private static EmbeddingSpectrum Measure(EmbeddingSet set) => EmbeddingSpectrum.Measure(set.Values, set.Dimension);
}
