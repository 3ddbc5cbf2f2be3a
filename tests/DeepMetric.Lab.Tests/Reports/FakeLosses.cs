using System.Text.Json.Nodes;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>Losses of a made-up comparison that have one form alone, with their options, and by how much their scores are above or below triplet's.</summary>
internal static class FakeLosses
{
    private static readonly Dictionary<string, (JsonObject Options, double Lift)> All = new()
    {
        ["ntxent"] = (new() { ["temperature"] = 0.07 }, 0.004),
        ["supcon"] = (new() { ["temperature"] = 0.1 }, 0.012),
        ["multi-similarity"] = (new() { ["alpha"] = 2, ["beta"] = 50, ["base"] = 0.5 }, -0.002),
        ["arcface"] = (new() { ["margin"] = 28.6, ["scale"] = 64 }, 0.014),
        ["proxy-anchor"] = (new() { ["margin"] = 0.1, ["alpha"] = 32 }, 0.010),
        ["circle"] = (new() { ["m"] = 0.4, ["gamma"] = 80 }, -0.030),
    };

    public static bool Has(string name) => All.ContainsKey(name);

    public static double Lift(string loss) => All[loss].Lift;

    public static ArmSpec Arm(string name) => All.TryGetValue(name, out (JsonObject Options, double Lift) loss)
        ? new() { Name = name, Loss = name, Settings = new Dictionary<string, JsonObject> { ["author-code"] = (JsonObject)loss.Options.DeepClone() } }
        : new() { Name = name, Loss = name.Contains("triplet", StringComparison.Ordinal) ? "triplet" : "contrastive" };
}
