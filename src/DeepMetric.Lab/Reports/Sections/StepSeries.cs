using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>Draws series of training steps or epochs, a line per arm.</summary>
internal static class StepSeries
{
    /// <summary>A quantity of a step as a line of the main experiment.</summary>
    public static LineSeries OfSteps(ReportModel model, ReportArm arm, string name, bool dashed, Func<StepRecord, double?> value)
    {
        IReadOnlyList<IReadOnlyList<StepRecord>> seeds = model.PerSeed(model.Input.Steps, model.Main.Name, arm);
        return new LineSeries(name, arm, dashed, Banded(model, SeedBand.Of([.. seeds.Select(steps => Points(steps, step => step.Step, value))])));
    }

    /// <summary>A quantity of an epoch as a line of the main experiment.</summary>
    public static LineSeries OfEpochs(ReportModel model, ReportArm arm, string name, bool dashed, Func<EpochRecord, double?> value)
    {
        IReadOnlyList<IReadOnlyList<EpochRecord>> seeds = model.PerSeed(model.Input.Epochs, model.Main.Name, arm);
        return new LineSeries(name, arm, dashed, Banded(model, SeedBand.Of([.. seeds.Select(epochs => Points(epochs, epoch => epoch.Epoch, value))])));
    }

    /// <summary>Draws lines of several kinds for each arm: in one figure, or, of many arms, in one figure for each kind.</summary>
    public static void DrawSplit(
        Markup html, ReportModel model, string title, string explanation, string xLabel, string yLabel, Func<ReportArm, IReadOnlyList<(string Name, LineSeries Line)>> lines, bool isShare = false)
    {
        (string Name, LineSeries Line)[] all = [.. model.Arms.SelectMany(lines)];
        if (!model.HasManyArms)
        {
            Draw(html, title, explanation, xLabel, yLabel, all.Select(line => line.Line with { Name = $"{line.Line.Arm.Name}, {line.Name}" }), isShare);
            return;
        }

        // Two lines for each of many arms would be a tangle.
        foreach (IGrouping<string, (string Name, LineSeries Line)> part in all.GroupBy(line => line.Name))
        {
            Draw(html, $"{title}: {part.Key}", explanation, xLabel, yLabel, part.Select(line => line.Line with { Dashed = false }), isShare);
        }
    }

    /// <summary>Draws the figure; nothing where no run recorded the quantity.</summary>
    public static void Draw(Markup html, string title, string explanation, string xLabel, string yLabel, IEnumerable<LineSeries> series, bool isShare = false, bool hasLegend = true)
    {
        LineSeries[] lines = [.. series.Where(line => line.Points.Count > 0)];
        if (lines.Length == 0)
        {
            return;
        }

        using (Figure.Open(html, title, explanation))
        {
            if (hasLegend)
            {
                Figure.LineLegend(html, lines.Select(line => (line.Name, line.Arm, line.Dashed)));
            }

            LineChart.Draw(html, title, xLabel, yLabel, lines, isShare);
        }
    }

    // The bands of many arms would cover one another.
    private static IReadOnlyList<BandPoint> Banded(ReportModel model, IReadOnlyList<BandPoint> points) =>
        model.HasManyArms ? [.. points.Select(point => point with { Low = point.Mean, High = point.Mean })] : points;

    private static IReadOnlyList<(double X, double Y)> Points<T>(IReadOnlyList<T> records, Func<T, double> place, Func<T, double?> value) =>
        [.. records.Select(record => (Place: place(record), Value: value(record))).Where(point => point.Value is not null).Select(point => (point.Place, point.Value!.Value))];
}
