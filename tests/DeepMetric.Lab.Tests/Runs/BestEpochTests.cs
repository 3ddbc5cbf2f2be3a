using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Runs;

public sealed class BestEpochTests
{
    [Fact]
    public void Keeps_the_first_of_the_highest_and_never_the_untrained_net()
    {
        var best = new BestEpoch(MetricCatalog.MapAtR, patience: null);
        bool[] told = [.. new[] { 0.9, 0.5, 0.7, 0.7, 0.6 }.Select((value, epoch) => best.Add(Epoch(epoch, value)))];
        Assert.Equal([false, true, true, false, false], told);
        Assert.Equal(2, best.Best!.Epoch);
        Assert.False(best.IsOver);
    }

    [Fact]
    public void Keeps_the_lowest_loss()
    {
        var best = new BestEpoch(TrainingSpec.ValidationLoss, patience: null);
        foreach ((double loss, int epoch) in new[] { 0.1, 0.5, 0.3, 0.4 }.Select((loss, epoch) => (loss, epoch)))
        {
            best.Add(Epoch(epoch, 0.5) with { ValidationLoss = loss });
        }

        Assert.Equal(2, best.Best!.Epoch);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    public void Is_over_after_so_many_epochs_without_a_better_one(int patience, int last)
    {
        double[] values = [0, 0.1, 0.2, 0.2, 0.15, 0.25, 0.2, 0.1, 0.2];
        var best = new BestEpoch(MetricCatalog.MapAtR, patience);
        int epoch = 0;
        while (!best.IsOver)
        {
            best.Add(Epoch(epoch, values[epoch]));
            epoch++;
        }

        Assert.Equal(last, best.Last);
    }

    [Fact]
    public void An_epoch_without_the_number_is_never_the_best()
    {
        var best = new BestEpoch(MetricCatalog.Nmi, patience: 2);
        Assert.False(best.Add(Epoch(1, 0.5)));
        Assert.False(best.Add(Epoch(2, 0.6)));
        Assert.Null(best.Best);
        Assert.True(best.IsOver);
    }

    private static TrainingEpoch Epoch(int epoch, double mapAtR) => new()
    {
        Epoch = epoch,
        Train = new Dictionary<string, double>(),
        Validation = new Dictionary<string, double> { [MetricCatalog.MapAtR] = mapAtR },
    };
}
