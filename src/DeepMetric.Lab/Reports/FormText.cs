using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Reports;

/// <summary>Says in words which form of the losses was trained, with its margins and reduction.</summary>
internal static class FormText
{
    private const string Margin = "margin";
    private const string Reduction = "reduction";

    /// <summary>One sentence part per arm, e.g. <c>triplet: max(0, d(a,p) − d(a,n) + m), m = 1</c>.</summary>
    public static string Describe(string form, ArmSpec arm)
    {
        string formula = (form, arm.Loss) switch
        {
            ("author-code" or "paper", "contrastive") => "d² for positive pairs, max(0, m − d)² for negative pairs",
            ("author-code", "triplet") => "max(0, d(a,p) − d(a,n) + m), distances not squared",
            ("paper", "triplet") => "max(0, d(a,p)² − d(a,n)² + m), distances squared",
            ("pml", "contrastive") => "d for positive pairs, max(0, m − d) for negative pairs",
            ("pml", "triplet") => "max(0, d(a,p) − d(a,n) + m), distances not squared",
            _ => $"the loss “{arm.Loss}” in its form “{form}”",
        };
        IEnumerable<string> others = arm.Options
            .Where(option => option.Key is not (Margin or Reduction))
            .Select(option => $"{option.Key} = {Value(option.Value)}");
        return string.Join("; ", others.Prepend($"{formula}{MarginPart(form, arm)}"));
    }

    /// <summary>How the terms of a batch become one number.</summary>
    public static string DescribeReduction(string form, IReadOnlyList<ArmSpec> arms)
    {
        string preset = form switch
        {
            "author-code" or "paper" => "mean over all valid terms",
            "pml" => "mean over non-zero terms",
            _ => "that of the form",
        };
        string[] named = [.. arms.Where(arm => arm.Options.ContainsKey(Reduction)).Select(arm => $"{arm.Name}: {Value(arm.Options[Reduction])}")];
        return named.Length == 0 ? preset : named.Length == arms.Count ? string.Join(", ", named) : $"{preset} ({string.Join(", ", named)})";
    }

    /// <summary>An option's value without the quotation marks of JSON.</summary>
    public static string Value(JsonNode? node) =>
        node is null ? "null" : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    private static string MarginPart(string form, ArmSpec arm)
    {
        if (arm.Options.TryGetPropertyValue(Margin, out JsonNode? set))
        {
            return $", m = {Value(set)}";
        }

        return (form, arm.Loss) switch
        {
            ("author-code" or "paper", "contrastive" or "triplet") => ", m = 1",
            ("pml", "contrastive") => ", m = 1",
            ("pml", "triplet") => ", m as the preset has it",
            _ => string.Empty,
        };
    }
}
