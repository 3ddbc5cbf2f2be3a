using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>How each loss spent its updates.</summary>
internal static class TrainingSection
{
    private const string Step = "training step";

    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        int longest = model.Arms.SelectMany(arm => model.PerSeed(model.Input.Steps, model.Main.Name, arm)).Select(steps => steps.Count).DefaultIfEmpty(0).Max();
        string smoothed = longest > SeedBand.MostPoints ? $" Each point is the mean of about {Numerals.Count((longest + SeedBand.MostPoints - 1) / SeedBand.MostPoints)} steps." : string.Empty;
        string introduction = longest == 0
            ? "No training steps were recorded."
            : "How each loss spent its updates. "
                + (model.Spec.Seeds.Count == 1 ? "Lines show the only seed." : "Lines are means over the seeds; bands reach from the lowest seed to the highest.")
                + smoothed;
        using (Section.Open(html, "training", "Training", introduction))
        using (html.In("div", ("class", "charts")))
        {
            WriteProgress(html, model);
            WriteGradients(html, model);
            WriteDistances(html, model);
            foreach (ReportArm arm in model.Arms)
            {
                WriteHardness(html, model, arm);
            }
        }
    }

    private static void WriteProgress(Markup html, ReportModel model)
    {
        StepSeries.Draw(
            html, "Tracked loss", "The mean loss over all valid pairs or triplets of a batch. The losses have different units: compare the shapes, not the heights.",
            Step, "loss", Lines(model, step => step.TrackedLoss));
        StepSeries.Draw(
            html, "Active ratio", "The share of pairs or triplets that still have a loss above zero and so move the net.",
            Step, "share", Lines(model, step => Ratio(step.ActiveTerms, step.ValidTerms)), isShare: true);
        StepSeries.Draw(
            html, "Active ratio of pairs, split", "Positive pairs pull at any distance above zero, so their share stays near 1; negative pairs stop pushing beyond the margin.",
            Step, "share", SplitLines(model, "positive pairs", step => Ratio(step.ActivePositives, step.ValidPositives), "negative pairs", step => Ratio(step.ActiveNegatives, step.ValidNegatives)), isShare: true);
    }

    private static void WriteGradients(Markup html, ReportModel model)
    {
        StepSeries.Draw(
            html, "Gradient norm, parameters", "How strongly a batch pulls at all weights together, before clipping.",
            Step, "L2 norm", Lines(model, step => step.GradientNorm));
        StepSeries.Draw(
            html, "Gradient norm, samples", "How strongly a batch pulls at an embedding along the unit sphere: the mean over all samples, and over those with an active term.",
            Step, "mean norm", SplitLines(model, "all", step => step.SampleGradient, "active", step => step.SampleGradientOfActive));
        StepSeries.Draw(
            html, "Gradient in the hardest tenth", "The share of all pull that falls on the tenth of the samples with the largest; 0.1 would be an even spread.",
            Step, "share", Lines(model, step => step.HardestDecile), isShare: true);
        StepSeries.Draw(
            html, "Update norm", "The size of a step relative to the weights, measured every few steps.",
            Step, "relative size", Lines(model, step => step.UpdateNorm));
    }

    private static void WriteDistances(Markup html, ReportModel model) => StepSeries.Draw(
        html, "Distances in the batch", "Mean distance of items of one class (positive) and of two classes (negative).",
        Step, "distance", SplitLines(model, "negative", step => step.MeanNegativeDistance, "positive", step => step.MeanPositiveDistance));

    private static void WriteHardness(Markup html, ReportModel model, ReportArm arm)
    {
        IReadOnlyList<BandPoint> Share(Func<StepRecord, long?> part) =>
            StepSeries.OfSteps(model, arm, arm.Name, dashed: false, step => Ratio(part(step), step.HardTriplets + step.SemiHardTriplets + step.EasyTriplets)).Points;

        (string Name, string Style, IReadOnlyList<BandPoint> Points)[] layers =
        [
            ("hard", "hard", Share(step => step.HardTriplets)),
            ("semi-hard", "semi", Share(step => step.SemiHardTriplets)),
            ("easy", "easy", Share(step => step.EasyTriplets)),
        ];
        if (layers[0].Points.Count < 2)
        {
            return;
        }

        string title = $"Hardness of triplets, {arm.Name}";
        using (Figure.Open(html, title, "Hard: the negative is nearer than the positive. Semi-hard: farther, but within the margin. Easy: beyond the margin, so without effect."))
        {
            Figure.AreaLegend(html, layers.Select(layer => (layer.Name, string.Empty, "layer " + layer.Style)));
            StackedAreaChart.Draw(html, title, Step, "share of triplets", layers);
        }
    }

    private static IEnumerable<LineSeries> Lines(ReportModel model, Func<StepRecord, double?> value) =>
        model.Arms.Select(arm => StepSeries.OfSteps(model, arm, arm.Name, dashed: false, value));

    private static IEnumerable<LineSeries> SplitLines(
        ReportModel model, string firstName, Func<StepRecord, double?> first, string secondName, Func<StepRecord, double?> second) =>
        model.Arms.SelectMany(arm => (LineSeries[])
        [
            StepSeries.OfSteps(model, arm, $"{arm.Name}, {firstName}", dashed: false, first),
            StepSeries.OfSteps(model, arm, $"{arm.Name}, {secondName}", dashed: true, second),
        ]);

    private static double? Ratio(long? part, long? whole) => part is { } count && whole is > 0 ? (double)count / whole : null;
}
