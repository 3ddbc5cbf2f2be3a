using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>The losses with weights as the catalogue creates them.</summary>
public sealed class ClassWeightCatalogTests
{
    public static TheoryData<string> Names => [.. LossCatalog.Entries.Where(entry => entry.NeedsDimensions).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_created_from_dimensions_and_asks_for_them(string name)
    {
        using var scope = NewDisposeScope();
        ArgumentException missing = Assert.Throws<ArgumentException>(() => LossCatalog.Create(name, new(LossForm.Paper)));
        Assert.Contains("embedding size", missing.Message, StringComparison.Ordinal);
        LossCatalog.Check(name, LossForm.Paper);
        using MetricLoss loss = LossCatalog.Create(name, new(LossForm.Paper, new LossDimensions(3, 4) { Seed = 2 }));
        Tensor x = tensor(Enumerable.Range(0, 24).Select(i => (float)Math.Sin(i * i)).ToArray(), [6, 4]).requires_grad_();
        LossResult result = loss.Compute(x, arange(6).remainder(3));
        result.Value.backward();
        Assert.True(result.Value.ToDouble() > 0);
        Assert.True(x.grad!.abs().sum().ToDouble() > 0);
        Assert.False(loss.Weights.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fits_embeddings_and_weights_to_the_classes(string name)
    {
        using var scope = NewDisposeScope();
        using MetricLoss loss = LossCatalog.Create(name, new(LossForm.Paper, new LossDimensions(3, 4) { Seed = 2 }));
        Tensor x = tensor(Enumerable.Range(0, 48).Select(i => (float)Math.Sin(i * i)).ToArray(), [12, 4]).requires_grad_();
        Tensor y = arange(12).remainder(3);
        using var optimizer = optim.Adam([new TorchSharp.Modules.Parameter(x.detach()), .. loss.Weights.Learned.Values], 0.05);
        Tensor learned = optimizer.parameters().First();
        double first = double.NaN;
        double last = double.NaN;
        for (int step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            using LossResult result = loss.Compute(learned, y);
            result.Value.backward();
            optimizer.step();
            last = result.Value.ToDouble();
            first = step == 0 ? last : first;
        }

        Assert.True(last < 0.8 * first, $"from {first} to {last}");
    }
}
