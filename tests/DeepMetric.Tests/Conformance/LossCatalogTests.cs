using DeepMetric.Losses;
using DeepMetric.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Conformance;

/// <summary>Every loss of the catalogue, as it is created by name.</summary>
public sealed class LossCatalogTests
{
    public static TheoryData<string> Losses => [.. LossCatalog.Names];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_loss_keeps_every_law_that_no_trait_of_it_excepts(string name)
    {
        ConformanceReport report = LossConformance.Check((dimension, classes) => Create(name, dimension, classes));
        Assert.Equal(LossLaw.All.Select(law => law.Id), report.Laws.Select(law => law.Id));
        Assert.Equal(LossCatalog.Find(name).LossType.Name, report.Subject);
        Assert.True(report.Laws.Count(law => law.Status == LawStatus.Passed) >= 4, report.ToString());
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void What_the_catalogue_says_without_a_tensor_is_what_the_loss_does(string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss loss = Create(name, 4, 3);
        LossEntry entry = LossCatalog.Find(name);
        Tensor x = rand(9, 4, ScalarType.Float32);
        Tensor y = arange(9).remainder(3);
        EmbeddingBatch batch = loss.Traits.HasFlag(LossTraits.TwoViews) ? EmbeddingBatch.Create(x, y, x + 0.1, y) : EmbeddingBatch.Create(x, y);
        Assert.Equal(loss.Traits, entry.Traits);
        Assert.Equal(loss.Compute(batch).Telemetry.Unit, entry.Unit);
        Assert.True(entry.NeedsDimensions || loss.Weights.Learned.Count == 0);
    }

    private static MetricLoss Create(string name, int dimension, int classes) =>
        LossCatalog.Create(name, new LossSetting(LossForm.AuthorCode, new LossDimensions(classes, dimension) { Seed = 1 }));
}
