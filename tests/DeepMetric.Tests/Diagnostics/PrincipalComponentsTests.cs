using DeepMetric.Diagnostics;

namespace DeepMetric.Tests.Diagnostics;

public sealed class PrincipalComponentsTests
{
    // Centred at (1, 5): (∓2, 0) and (0, ∓1): variances 8 and 2 of 10 along the axes, signs as they are.
    [Fact]
    public void Gives_the_numbers_worked_by_hand()
    {
        PrincipalComponents found = PrincipalComponents.Project([-1f, 5, 3, 5, 1, 4, 1, 6], 2);
        Assert.Equal([0.8, 0.2], found.ShareOfVariance.Select(share => Math.Round(share, 12)));
        double[,] expected = { { -2, 0 }, { 2, 0 }, { 0, -1 }, { 0, 1 } };
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i, 0], found.Coordinates[i, 0], 1e-12);
            Assert.Equal(expected[i, 1], found.Coordinates[i, 1], 1e-12);
        }
    }

    // Along (1, -1)/√2 both loadings are equally large; the first is taken as positive.
    [Fact]
    public void The_first_of_equally_large_loadings_is_positive()
    {
        PrincipalComponents found = PrincipalComponents.Project([0.0, 0, 1, -1, 3, -3], 2, components: 1);
        Assert.True(found.Coordinates[2, 0] > found.Coordinates[1, 0] && found.Coordinates[1, 0] > found.Coordinates[0, 0]);
        Assert.Equal(1, found.ShareOfVariance[0], 1e-12);
    }

    [Fact]
    public void All_components_keep_every_distance()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(40, 5, 3, 6);
        PrincipalComponents found = PrincipalComponents.Project(set.Values, 5, components: 5);
        for (int i = 1; i < set.Count; i++)
        {
            double squared = Enumerable.Range(0, 5).Sum(k => Math.Pow(found.Coordinates[i, k] - found.Coordinates[0, k], 2));
            Assert.Equal(EmbeddingSet.Squared(set.Row(i), set.Row(0)), squared, 1e-9);
        }

        Assert.Equal(1, found.ShareOfVariance.Sum(), 1e-12);
    }

    [Fact]
    public void Coordinates_are_centred_uncorrelated_and_of_the_stated_variance()
    {
        EmbeddingSet set = EmbeddingSets.Clusters(60, 6, 4, 2);
        PrincipalComponents found = PrincipalComponents.Project(set.Values, 6, components: 3);
        double[] mean = [.. Enumerable.Range(0, 6).Select(k => Enumerable.Range(0, 60).Average(i => set.Row(i)[k]))];
        double total = Enumerable.Range(0, 60).Sum(i => EmbeddingSet.Squared(set.Row(i), mean));
        for (int a = 0; a < 3; a++)
        {
            Assert.Equal(0, Enumerable.Range(0, 60).Sum(i => found.Coordinates[i, a]), 1e-9);
            for (int b = 0; b < 3; b++)
            {
                double product = Enumerable.Range(0, 60).Sum(i => found.Coordinates[i, a] * found.Coordinates[i, b]);
                Assert.Equal(a == b ? found.ShareOfVariance[a] * total : 0, product, 1e-8);
            }
        }

        Assert.Equal(found.ShareOfVariance.OrderDescending(), found.ShareOfVariance);
    }

    [Fact]
    public void Equal_rows_have_no_variance()
    {
        PrincipalComponents found = PrincipalComponents.Project([.. Enumerable.Repeat(0.1f, 30)], 3);
        Assert.Equal([0.0, 0.0], found.ShareOfVariance);
        Assert.All(found.Coordinates.Cast<double>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Wants_no_more_components_than_dimensions()
    {
        Assert.Contains("1 to 3 components", Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Project(new float[30], 3, components: 4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Project(new float[30], 3, components: 0));
    }
}
