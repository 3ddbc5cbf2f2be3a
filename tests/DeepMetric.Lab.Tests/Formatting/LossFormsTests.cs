using System.Text.Json.Nodes;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Formatting;

public sealed class LossFormsTests
{
    [Fact]
    public void The_first_line_names_form_margins_and_reduction() => Assert.Equal(
        "author-code: contrastive d², max(0, 1 − d)²; triplet max(0, d_ap − d_an + 1); mean over all valid terms",
        LossForms.FirstLine(new SimulatedRun().Spec));

    [Theory]
    [InlineData("paper", "paper: contrastive d², max(0, 1 − d)²; triplet max(0, d_ap² − d_an² + 1); mean over all valid terms")]
    [InlineData("pml", "pml: contrastive d, max(0, 1 − d); triplet max(0, d_ap − d_an + 0.05); mean over terms above 0 (contrastive: positive and negative pairs apart)")]
    public void Each_form_has_its_line(string form, string expected) =>
        Assert.Equal(expected, LossForms.Line(new SimulatedRun().Spec, new ExperimentSpec { Name = "main", Form = form, Epochs = 1 }));

    [Fact]
    public void Losses_of_one_form_are_told_with_every_option()
    {
        static ArmSpec Arm(string loss, double temperature) => new()
        {
            Name = loss,
            Loss = loss,
            Settings = new Dictionary<string, JsonObject> { ["author-code"] = new() { ["temperature"] = temperature } },
        };
        Assert.Equal(
            "ntxent (temperature = 0.07), supcon (temperature = 0.1); each with its own reduction",
            LossForms.FirstLine(new SimulatedRun { Arms = [Arm("ntxent", 0.07), Arm("supcon", 0.1)] }.Spec));
    }

    [Fact]
    public void Margins_and_other_options_come_from_the_arms()
    {
        ArmSpec[] arms =
        [
            new() { Name = "contrastive", Loss = "contrastive", Options = new JsonObject { ["margin"] = 0.5 } },
            new() { Name = "wide", Loss = "triplet", Options = new JsonObject { ["margin"] = 2, ["swap"] = true } },
            new() { Name = "nca", Loss = "proxy-nca", Options = new JsonObject { ["margin"] = 0.1 } },
        ];
        Assert.Equal(
            "author-code: contrastive d², max(0, 0.5 − d)²; wide max(0, d_ap − d_an + 2) (swap = true); mean over all valid terms. nca proxy-nca (margin = 0.1); with its own reduction",
            LossForms.FirstLine(new SimulatedRun { Arms = arms }.Spec));
    }
}
