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
        return new LineSeries(name, arm, dashed, SeedBand.Of([.. seeds.Select(steps => Points(steps, step => step.Step, value))]));
    }

    /// <summary>A quantity of an epoch as a line of the main experiment.</summary>
    public static LineSeries OfEpochs(ReportModel model, ReportArm arm, string name, bool dashed, Func<EpochRecord, double?> value)
    {
        IReadOnlyList<IReadOnlyList<EpochRecord>> seeds = model.PerSeed(model.Input.Epochs, model.Main.Name, arm);
        return new LineSeries(name, arm, dashed, SeedBand.Of([.. seeds.Select(epochs => Points(epochs, epoch => epoch.Epoch, value))]));
    }

    /// <summary>Draws the figure; nothing where no run recorded the quantity.</summary>
    public static void Draw(Markup html, string title, string explanation, string xLabel, string yLabel, IEnumerable<LineSeries> series, bool isShare = false)
    {
        LineSeries[] lines = [.. series.Where(line => line.Points.Count > 0)];
        if (lines.Length == 0)
        {
            return;
        }

        using (Figure.Open(html, title, explanation))
        {
            Figure.LineLegend(html, lines.Select(line => (line.Name, line.Arm, line.Dashed)));
            LineChart.Draw(html, title, xLabel, yLabel, lines, isShare);
        }
    }

    private static IReadOnlyList<(double X, double Y)> Points<T>(IReadOnlyList<T> records, Func<T, double> place, Func<T, double?> value) =>
        [.. records.Select(record => (Place: place(record), Value: value(record))).Where(point => point.Value is not null).Select(point => (point.Place, point.Value!.Value))];
}
