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
                + (model.Spec.Seeds.Count == 1 ? "Lines show the only seed."
                    : model.HasManyArms ? "Lines are means over the seeds."
                    : "Lines are means over the seeds; bands reach from the lowest seed to the highest.")
                + smoothed;
        using (Section.Open(html, "training", "Training", introduction))
        {
            TermTable.Write(html, model);
            if (model.HasManyArms)
            {
                WriteLosses(html, model);
            }

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
    }

    /// <summary>A small chart for each of many losses: their units differ, so one axis for all would flatten most of them.</summary>
    private static void WriteLosses(Markup html, ReportModel model)
    {
        using (html.In("div", ("class", "charts small-multiples")))
        {
            foreach (ReportArm arm in model.Arms)
            {
                StepSeries.Draw(html, $"Tracked loss, {arm.Name}", string.Empty, Step, "loss", [StepSeries.OfSteps(model, arm, arm.Name, dashed: false, step => step.TrackedLoss)], hasLegend: false);
            }
        }

        html.Element("p", "The mean loss over all valid terms of a batch, each on an axis of its own: the losses have different units.", ("class", "small below"));
    }

    private static void WriteProgress(Markup html, ReportModel model)
    {
        if (!model.HasManyArms)
        {
            StepSeries.Draw(
                html, "Tracked loss", "The mean loss over all valid terms of a batch. The losses have different units: compare the shapes, not the heights.",
                Step, "loss", Lines(model, step => step.TrackedLoss));
        }

        StepSeries.Draw(
            html, "Active ratio", "The share of terms that still have a loss above zero (or, for losses that never reach it, a gradient) and so move the net. What a term is differs from loss to loss.",
            Step, "share", Lines(model, step => Ratio(step.ActiveTerms, step.ValidTerms)), isShare: true);
        StepSeries.DrawSplit(
            html, model, "Active ratio of pairs, split", "Positive pairs pull at any distance above zero, so their share stays near 1; negative pairs stop pushing beyond the margin.",
            Step, "share", Split(model, "positive pairs", step => Ratio(step.ActivePositives, step.ValidPositives), "negative pairs", step => Ratio(step.ActiveNegatives, step.ValidNegatives)), isShare: true);
    }

    private static void WriteGradients(Markup html, ReportModel model)
    {
        StepSeries.Draw(
            html, "Gradient norm, parameters", "How strongly a batch pulls at all weights of the net together, before clipping; what a loss itself learns is not counted.",
            Step, "L2 norm", Lines(model, step => step.GradientNorm));
        StepSeries.DrawSplit(
            html, model, "Gradient norm, samples", "How strongly a batch pulls at an embedding along the unit sphere: the mean over all samples, and over those with an active term.",
            Step, "mean norm", Split(model, "all", step => step.SampleGradient, "active", step => step.SampleGradientOfActive));
        StepSeries.Draw(
            html, "Gradient in the hardest tenth", "The share of all pull that falls on the tenth of the samples with the largest; 0.1 would be an even spread.",
            Step, "share", Lines(model, step => step.HardestDecile), isShare: true);
        StepSeries.Draw(
            html, "Update norm", "The size of a step relative to the weights, measured every few steps.",
            Step, "relative size", Lines(model, step => step.UpdateNorm));
    }

    private static void WriteDistances(Markup html, ReportModel model)
    {
        static double? Distance(StepRecord step, double? value) => step.IsSimilarity == true ? null : value;
        static double? Similarity(StepRecord step, double? value) => step.IsSimilarity == true ? value : null;
        StepSeries.DrawSplit(
            html, model, "Distances in the batch", "Mean distance of items of one class (positive) and of two classes (negative).",
            Step, "distance", Split(model, "negative", step => Distance(step, step.MeanNegativeDistance), "positive", step => Distance(step, step.MeanPositiveDistance)));
        StepSeries.DrawSplit(
            html, model, "Similarities in the batch", "For losses that measure similarity: its mean over items of one class (positive) and of two classes (negative).",
            Step, "similarity", Split(model, "positive", step => Similarity(step, step.MeanPositiveDistance), "negative", step => Similarity(step, step.MeanNegativeDistance)));
    }

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

    private static Func<ReportArm, IReadOnlyList<(string Name, LineSeries Line)>> Split(
        ReportModel model, string firstName, Func<StepRecord, double?> first, string secondName, Func<StepRecord, double?> second) =>
        arm =>
        [
            (firstName, StepSeries.OfSteps(model, arm, arm.Name, dashed: false, first)),
            (secondName, StepSeries.OfSteps(model, arm, arm.Name, dashed: true, second)),
        ];

    private static double? Ratio(long? part, long? whole) => part is { } count && whole is > 0 ? (double)count / whole : null;
}
