using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Claims;

/// <summary>Words what a run showed about how the two losses spend their updates.</summary>
internal static class UpdateSentence
{
    /// <summary>One sentence about the claims that were decided, either way; null where neither was.</summary>
    internal static string? Of(ComparisonResults results, CitedFigures figures, ClaimPair? pair)
    {
        if (pair is null)
        {
            return null;
        }

        string? strong = Clause(
            results,
            StudyClaims.StrongUpdates,
            $"{pair.Triplet} makes fewer but stronger updates late and keeps working on hard samples",
            $"against the study, {pair.Contrastive} is the one that makes fewer but stronger updates late, on hard samples",
            () => figures.Of(ExperimentSpec.Main, MetricCatalog.LateHardestDecile, [pair.Triplet, pair.Contrastive]));
        string? early = Clause(
            results,
            StudyClaims.EarlyUpdates,
            $"{pair.Contrastive} refines smoothly and broadly, with many small updates early",
            $"against the study, {pair.Triplet} is the one that makes many small updates early",
            () => figures.Of(ExperimentSpec.Main, MetricCatalog.EarlyActiveRatio, [pair.Contrastive, pair.Triplet]));
        string[] clauses = [.. new[] { strong, early }.OfType<string>()];
        return clauses.Length == 0 ? null : $"How they spend their updates: {string.Join("; ", clauses)}.";
    }

    private static string? Clause(ComparisonResults results, StudyClaim claim, string supported, string contradicted, Func<string> figure) =>
        results.Claims.FirstOrDefault(verdict => verdict.Id == claim.Id)?.Verdict switch
        {
            Verdict.Supported => $"{supported} ({figure()})",
            Verdict.Contradicted => $"{contradicted} ({figure()})",
            _ => null,
        };
}
