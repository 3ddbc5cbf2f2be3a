using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

/// <summary>Examples of the charts for many losses, the same for every test.</summary>
internal static class FakeCharts
{
    public static readonly string[] Arms =
        ["contrastive", "triplet", "ntxent", "supcon", "multi-similarity", "arcface", "proxy-anchor", "circle", "soft-triple with <many> centres & a long name", "lifted-structure"];

    public static readonly string[] Datasets = ["digits", "cub-200-2011", "cars196", "stanford-online-products", "omniglot"];

    private static readonly double[] Ranks = [8.2, 6.9, 4.6, 3.1, 2.25, 5.5, 2.5, 4.6, 7.35, 10];

    /// <summary>What a chart draws.</summary>
    public static string Of(Action<Markup> draw)
    {
        var html = new Markup();
        draw(html);
        return html.ToString();
    }

    public static void DrawCriticalDifference(Markup html) => CriticalDifferenceChart.Draw(
        html,
        "Mean ranks of MAP@R",
        [.. Arms.Zip(Ranks)],
        2.5,
        [
            ["multi-similarity", "proxy-anchor", "supcon", "ntxent", "circle"],
            ["supcon", "ntxent", "circle", "arcface"],
            ["ntxent", "circle", "arcface", "triplet"],
            [Arms[8], "contrastive", "triplet"],
            ["contrastive", "lifted-structure"],
            ["triplet"],
        ]);

    public static void DrawForest(Markup html) => ForestChart.Draw(
        html,
        "Differences to contrastive",
        "MAP@R, loss minus contrastive",
        [
            new("multi-similarity, a long condition/cub-200-2011 of images", 0.0412, 0.0308, 0.0516, "better"),
            new("proxy-anchor", 0.0351, 0.0122, 0.058, "better, by 0.035"),
            new("triplet", 0.0019, -0.0041, 0.0079, "equivalent"),
            new("ntxent", 0.0102, -0.0088, 0.0292, "no difference shown"),
            new("lifted-structure", -0.0255, -0.0401, -0.0109, "worse"),
            new("<circle> & co", -0.0046, null, null, "not tested"),
        ],
        (-0.01, 0.01));

    public static void DrawHeatMap(Markup html)
    {
        var random = new SplitMix(3);
        double?[][] cells = [.. Arms.Select((_, row) => Datasets.Select((_, column) => (double?)Math.Round(0.3 + (0.1 * column) + (0.02 * row) + (0.2 * random.Uniform()), 3)).ToArray())];
        cells[2][1] = null;
        cells[4][3] = double.NaN;
        HeatMap.Draw(html, "MAP@R by data set", Arms, Datasets, cells);
    }

    public static void DrawTuning(Markup html) => TuningChart.Draw(html, "Search for the best settings", "MAP@R", TuningSeries());

    public static TuningSeries[] TuningSeries()
    {
        var random = new SplitMix(5);
        return
        [
            .. Arms.Take(3).Select((name, arm) => new TuningSeries(
                new ReportArm(name, name, arm),
                [.. Enumerable.Range(1, 30).Select(trial => trial % 11 == arm ? (double?)null : 0.7 + (0.05 * arm) + (0.2 * random.Uniform()) - (0.3 / trial))])),
        ];
    }
}
