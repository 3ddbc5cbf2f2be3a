using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Losses;
using DeepMetric.Tests.Training;

namespace DeepMetric.Tests.Lab.Runner;

public sealed class TrainedClassesTests
{
    [Fact]
    public void Labels_with_gaps_become_places_in_their_order_and_outliers_stay()
    {
        var classes = new TrainedClasses([7, 3, LabeledSet.Outlier, 7, 100]);
        Assert.Equal(3, classes.Count);
        Assert.Equal([1, 0, -1, 2], classes.PlacesOf([7, 3, LabeledSet.Outlier, 100]));
        Assert.True(classes.Contain([3, LabeledSet.Outlier]));
        Assert.False(classes.Contain([3, 4]));
        LossDimensions dimensions = classes.Dimensions(embeddingSize: 16, seed: 2);
        Assert.Equal((3, 16), (dimensions.Classes, dimensions.EmbeddingSize));
        Assert.NotEqual(dimensions.Seed, classes.Dimensions(16, seed: 3).Seed);
    }

    [Fact]
    public void A_validation_loss_is_not_defined_for_losses_that_keep_state_or_have_no_weight_for_its_classes()
    {
        static LabeledSet Set(params int[] labels) => new("set", new float[labels.Length], [1], labels);
        var classes = new TrainedClasses([0, 1, 2]);
        using var stateful = new MemoryProxyLoss(new LossDimensions(3, 4));
        using var mixture = new MixtureLoss([new("a", 1, new TripletMarginLoss()), new("b", 1, new MemoryProxyLoss(new LossDimensions(3, 4)))]);
        Assert.True(ValidationLosses.AreDefined(new TripletMarginLoss(), classes, Set(5, 5, 6)));
        Assert.False(ValidationLosses.AreDefined(stateful, classes, Set(0, 1)));
        Assert.False(ValidationLosses.AreDefined(mixture, classes, Set(0, 1)));
    }
}
