using System.Globalization;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Runs;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>How more than two arms rank, and in how many tests each was shown to be better or worse than another.</summary>
internal static class RankingList
{
    private const int FewestArms = 3;

    /// <summary>Draws the list; nothing for two arms, of which the table tells as much.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">The results.</param>
    /// <param name="heading">Draws a heading.</param>
    public static void Write(IAnsiConsole console, ComparisonResults results, Action<string> heading)
    {
        if (results.Ranking.Count < FewestArms)
        {
            return;
        }

        heading("Ranking: mean rank over the scores and seeds; tests that show a difference");
        int width = results.Ranking.Max(ranked => ranked.Arm.Length);
        foreach (RankedArm ranked in results.Ranking)
        {
            string shown = ranked.Tests == 0 ? "not tested"
                : ranked.ShownBetter + ranked.ShownWorse == 0 ? $"no difference shown in {Count(ranked.Tests)} tests"
                : $"better in {Count(ranked.ShownBetter)}, worse in {Count(ranked.ShownWorse)} of {Count(ranked.Tests)} tests";
            console.Write(new TrimmedLines(new Text(string.Create(
                CultureInfo.InvariantCulture, $"{ranked.MeanRank,5:0.0}  {ranked.Arm.PadRight(width)}  {shown}"))));
        }
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
