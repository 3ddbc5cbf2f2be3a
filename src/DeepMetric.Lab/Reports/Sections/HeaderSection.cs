using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The title, the form of the losses, what was run on what, and the way to the parts of the page.</summary>
internal static class HeaderSection
{
    private static readonly (string Id, string Name)[] Parts =
    [
        ("results", "Results"), ("verdicts", "Verdicts"), ("training", "Training"), ("spread", "Spread"), ("space", "Embedding space"),
        ("fine-detail", "Fine detail"), ("numbers", "All numbers"), ("findings", "Findings"), ("settings", "Settings"),
    ];

    /// <summary>The page's title, e.g. <c>contrastive and triplet on digits</c>, or, of many, <c>8 losses on digits</c>.</summary>
    public static string Title(ReportModel model) =>
        $"{(model.HasManyArms ? $"{Numerals.Count(model.Arms.Count)} losses" : Words.Join([.. model.Arms.Select(arm => arm.Name)]))} on {model.Results.Dataset.Name}";

    /// <summary>Writes the head of the page.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        using (html.In("header"))
        {
            html.Element("h1", Title(model));
            html.Element("p", FormLine(model), ("class", "form"));
            html.Element("p", Facts(model), ("class", "facts"));
            foreach (string note in model.Results.Dataset.Notes ?? [])
            {
                html.Element("p", note, ("class", "facts"));
            }

            using (html.In("nav", ("aria-label", "Parts of this page")))
            {
                foreach ((string id, string name) in Parts)
                {
                    if (id != "fine-detail" || FineDetailSection.IsRun(model))
                    {
                        html.Element("a", name, ("href", "#" + id));
                        html.Text(" ");
                    }
                }
            }
        }
    }

    private static string FormLine(ReportModel model)
    {
        string line = LossForms.Line(model.Spec, model.Main);
        return line.StartsWith(model.Main.Form + ":", StringComparison.Ordinal) ? $"Form {line}." : $"{line}.";
    }

    private static string Facts(ReportModel model)
    {
        DatasetFacts data = model.Results.Dataset;
        ComparisonSpec spec = model.Spec;
        return $"{Numerals.Count(data.TrainItems)} training and {Numerals.Count(data.TestItems)} test items of "
            + $"{string.Join("×", data.ItemShape.Select(side => Numerals.Count(side)))}, {Numerals.Count(data.ClassNames.Count)} classes. "
            + $"{Plural(spec.Seeds.Count, "seed")} per loss, {Plural(model.Main.Epochs, "epoch")}, batches of {spec.ClassesPerBatch} classes × {spec.SamplesPerClass} items. "
            + "For one seed all losses start from the same weights and see the same batches.";
    }

    private static string Plural(int count, string word) => $"{Numerals.Count(count)} {word}{(count == 1 ? string.Empty : "s")}";
}
