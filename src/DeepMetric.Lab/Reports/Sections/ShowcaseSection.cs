using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>What the embedding space of one seed looks like: distances, projection, retrievals.</summary>
internal static class ShowcaseSection
{
    /// <summary>Writes the part.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        string introduction = model.ShowcaseSeed(model.Main.Name) is { } seed
            ? $"The test items as the nets of seed {Numerals.Count(seed)} see them."
            : "No pictures of the embedding space were recorded.";
        using (Section.Open(html, "space", "Embedding space", introduction))
        {
            WritePictures(html, model, model.Main.Name);
        }
    }

    /// <summary>Writes the pictures of one experiment's first seed.</summary>
    public static void WritePictures(Markup html, ReportModel model, string experiment)
    {
        if (model.ShowcaseSeed(experiment) is not { } seed)
        {
            return;
        }

        var showcases = new List<(ReportArm Arm, Showcase Showcase)>();
        foreach (ReportArm arm in model.Arms)
        {
            if (model.Input.Showcases.TryGetValue(new UnitKey(experiment, arm.Name, seed), out Showcase? showcase))
            {
                showcases.Add((arm, showcase));
            }
        }

        DistanceFigures.Write(html, showcases);
        ProjectionFigures.Write(html, model, showcases);
        if (!model.HasManyArms || showcases.All(item => item.Showcase.Worst.Count + item.Showcase.Best.Count == 0))
        {
            RetrievalFigures.Write(html, model, showcases);
            return;
        }

        using (html.In("details"))
        {
            html.Element("summary", "Worst and best retrievals of each loss");
            RetrievalFigures.Write(html, model, showcases);
        }
    }
}
