using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;

namespace DeepMetric.Tests.Lab.Runner.TrainingRuns;

public sealed class LossMixturesTests
{
    [Theory]
    [InlineData("triplet", "triplet")]
    [InlineData("triplet+0.5*contrastive", "triplet + 0.5 contrastive")]
    [InlineData(" 2 * triplet + contrastive ", "2 triplet + contrastive")]
    [InlineData("1*triplet", "triplet")]
    [InlineData("1e-3*triplet", "0.001 triplet")]
    public void Reads_weights_and_names(string text, string described) => Assert.Equal(described, LossMixtures.Describe(LossMixtures.Parse(text)));

    [Theory]
    [InlineData("", "found ''")]
    [InlineData("triplet+", "found ''")]
    [InlineData("0*triplet", "found '0*triplet'")]
    [InlineData("-1*triplet", "found '-1*triplet'")]
    [InlineData("NaN*triplet", "found 'NaN*triplet'")]
    [InlineData("0,5*triplet", "found '0,5*triplet'")]
    [InlineData("triplet*0.5", "found 'triplet*0.5'")]
    [InlineData("2*3*triplet", "found '2*3*triplet'")]
    [InlineData("triplet+2*triplet", "found 'triplet' twice")]
    public void Refuses_what_is_not_a_weighted_sum(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => LossMixtures.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_loss_of_weight_1_is_that_loss_and_anything_else_a_mixture()
    {
        Assert.Equal(0.5, Assert.IsType<TripletMarginLoss>(LossMixtures.Create([new() { Loss = "triplet", Options = new() { ["margin"] = 0.5 } }], FormNames.AuthorCode)).Options.Margin);
        var scaled = Assert.IsType<MixtureLoss>(LossMixtures.Create([new() { Loss = "triplet", Weight = 2 }], FormNames.Paper));
        Assert.Equal(2, scaled.Losses.Single().Weight);
        Assert.Equal(2, Assert.IsType<MixtureLoss>(LossMixtures.Create(LossMixtures.Parse("triplet+contrastive"), FormNames.Pml)).Losses.Count);
    }

    [Fact]
    public void Unknown_losses_and_weights_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LossMixtures.Create([new LossPartSpec { Loss = "nope" }], FormNames.AuthorCode));
        Assert.Throws<ArgumentException>(() => LossMixtures.Create([new LossPartSpec { Loss = "triplet", Weight = -1 }], FormNames.AuthorCode));
        Assert.Throws<ArgumentException>(() => LossMixtures.Create([], FormNames.AuthorCode));
    }
}
