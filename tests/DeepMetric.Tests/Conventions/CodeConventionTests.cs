using System.Reflection;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;
using DeepMetric.Models;

namespace DeepMetric.Tests.Conventions;

/// <summary>Rules that hold for all of the code.</summary>
public sealed class CodeConventionTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(MetricLoss).Assembly, typeof(ModelCatalog).Assembly, typeof(DeepMetric.Datasets.Digits).Assembly, typeof(DeepMetric.Onnx.OnnxExtractor).Assembly,
        typeof(ComparisonSpec).Assembly, typeof(ComparisonRunner).Assembly, typeof(DeepMetric.Testing.LossConformance).Assembly,
    ];

    [Fact]
    public void Public_classes_are_sealed_or_abstract()
    {
        Type[] open = [.. Libraries.SelectMany(library => library.GetExportedTypes()).Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })];
        Assert.Empty(open);
    }

    [Fact]
    public void No_type_is_called_utils_or_helpers_or_common_or_manager()
    {
        string[] banned = ["Utils", "Helper", "Common", "Manager"];
        Assert.DoesNotContain(Libraries.SelectMany(library => library.GetTypes()), type => banned.Any(word => type.Name.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_lab_the_data_sets_and_ONNX_models_know_no_tensors() => Assert.All(
        (Assembly[])[typeof(ComparisonSpec).Assembly, typeof(DeepMetric.Datasets.Digits).Assembly, typeof(DeepMetric.Onnx.OnnxExtractor).Assembly],
        library => Assert.DoesNotContain(library.GetReferencedAssemblies(), reference => reference.Name is "TorchSharp" or "DeepMetric"));

    [Fact]
    public void Every_loss_is_in_the_catalogue()
    {
        // A mixture is made of losses of the catalogue, and so is what wraps one.
        IEnumerable<Type> losses = typeof(MetricLoss).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(MetricLoss)) && type.IsSealed && type != typeof(MixtureLoss) && !type.IsSubclassOf(typeof(WrapperLoss)));
        Assert.Equal(losses.Select(type => type.Name).Order(), LossCatalog.Entries.Select(entry => entry.LossType.Name).Order());
    }

    [Fact]
    public void Every_option_of_a_loss_can_be_set_by_name_and_unknown_ones_are_refused()
    {
        var loss = (TripletMarginLoss)LossCatalog.Create("triplet", new(LossForm.AuthorCode), new() { ["margin"] = 0.5, ["swap"] = true });
        Assert.Equal(new TripletMarginLossOptions { Margin = 0.5, Swap = true }, loss.Options);
        var contrastive = (ContrastiveLoss)LossCatalog.Create("contrastive", new(LossForm.Pml), new() { ["margin"] = 0.5 });
        Assert.Equal(ContrastiveLossOptions.Of(LossForm.Pml) with { NegativeMargin = 0.5 }, contrastive.Options);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => LossCatalog.Create("triplet", new(LossForm.Paper), new() { ["marign"] = 1 }));
        Assert.Contains("margin, swap, smooth", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LossCatalog.Create("triplet", new(LossForm.Paper), new() { ["margin"] = "wide" }));
        Assert.Throws<ArgumentException>(() => LossCatalog.Create("nope", new(LossForm.Paper)));
    }
}
