using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>The verdict on each claim, with the numbers that it rests on.</summary>
internal static class VerdictList
{
    private const int VerdictWidth = 22;

    /// <summary>Draws the list.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    public static void Write(IAnsiConsole console, ComparisonResults results)
    {
        Grid grid = new Grid().AddColumn(new GridColumn { Width = VerdictWidth, Padding = new Padding(0, 0, 2, 0) }).AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (ClaimVerdict claim in results.Claims)
        {
            grid.AddRow(new Text(ResultFormat.Words(claim), Styles.Of(claim.Verdict)), new Rows(Lines(results, claim)));
        }

        console.Write(new TrimmedLines(grid));
    }

    private static IEnumerable<IRenderable> Lines(ComparisonResults results, ClaimVerdict claim)
    {
        yield return new Text($"{claim.Statement} ({claim.Id})");
        foreach (ClaimNumber number in claim.Numbers)
        {
            yield return new Text(Describe(results, number), Styles.Quiet);
        }

        foreach (string note in claim.Notes)
        {
            yield return new Text(note, Styles.Quiet);
        }
    }

    /// <summary>Such as <c>MAP@R +0.013 [+0.007, +0.020], p = 0.003: agrees</c>, always triplet minus contrastive.</summary>
    private static string Describe(ComparisonResults results, ClaimNumber number)
    {
        string name = NumberNames.Of(number.Experiment, number.Metric);
        string outcome = ResultFormat.Words(number.Outcome);
        ClaimPair? pair = ClaimPair.Of(results.Spec);
        PairedComparison? comparison = pair is null ? null : results.Comparison(number.Experiment, number.Metric, pair.Contrastive, pair.Triplet);
        if (comparison?.Difference is null)
        {
            return $"{name}: {outcome}";
        }

        PairedComparison oriented = comparison.First == pair!.Contrastive ? comparison : comparison with
        {
            First = comparison.Second,
            Second = comparison.First,
            Difference = -comparison.Difference,
            Low = -comparison.High,
            High = -comparison.Low,
        };
        string p = comparison.HolmP is double corrected ? $", {ResultFormat.P(corrected)}" : string.Empty;
        return $"{name} {ResultFormat.Difference(oriented)}{p}: {outcome}";
    }
}
