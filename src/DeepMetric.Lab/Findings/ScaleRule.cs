using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Findings;

/// <summary>Marks a difference of raw variance that stretching the whole space would explain.</summary>
public sealed class ScaleRule : IFindingRule
{
    /// <inheritdoc/>
    public string Id => "scale";

    /// <inheritdoc/>
    public IEnumerable<Finding> Inspect(ComparisonResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        ClaimPair? pair = ClaimPair.Of(results.Spec);
        foreach (ClaimVerdict claim in results.Claims.Where(claim => claim.Verdict == Verdict.SupportedExplainedByScale))
        {
            ClaimNumber raw = claim.Numbers[0];
            ClaimNumber scaleFree = claim.Numbers[1];
            if (pair is null
                || results.Comparison(raw.Experiment, raw.Metric, pair.Contrastive, pair.Triplet) is not PairedComparison difference
                || results.Comparison(scaleFree.Experiment, scaleFree.Metric, pair.Contrastive, pair.Triplet) is not PairedComparison ratio)
            {
                continue;
            }

            yield return new Finding
            {
                Id = Id,
                Severity = Severity.Note,
                Metric = raw.Metric,
                Message = $"{ResultFormat.Title(raw.Metric)}, {difference.Second} minus {difference.First}: {ResultFormat.Difference(difference)}; but "
                    + $"{ResultFormat.Title(scaleFree.Metric)}: {ResultFormat.Difference(ratio)}, {ResultFormat.Decision(ratio)}. "
                    + "A change of scale, as a margin alone makes it, is enough to explain the raw difference.",
            };
        }
    }
}
