using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The test embeddings on their two principal components, side by side per arm.</summary>
internal static class ProjectionFigures
{
    private const int MostClasses = 20;

    /// <summary>Writes a projection per arm; all have the same scale.</summary>
    public static void Write(Markup html, ReportModel model, IReadOnlyList<(ReportArm Arm, Showcase Showcase)> showcases)
    {
        (ReportArm Arm, ProjectionPicture Picture)[] shown = [.. showcases.Select(item => (item.Arm, item.Showcase.Projection)).Where(item => item.Projection.Labels.Count > 0)];
        if (shown.Length == 0)
        {
            return;
        }

        double reach = shown.Max(item => Math.Max(Reach(item.Picture.X), Reach(item.Picture.Y)));
        int[] labels = [.. shown.SelectMany(item => item.Picture.Labels).Distinct().Order()];
        using (html.In("div", ("class", shown.Length == 4 ? "charts pair four" : "charts pair")))
        {
            foreach ((ReportArm arm, ProjectionPicture picture) in shown)
            {
                string share = Numerals.Percent(picture.ShareOfVariance);
                string title = $"Projection, {arm.Name}";
                string explanation = $"Each dot is a test item, on the two directions in which the embeddings vary most: {share} of their variance. All panels have the same scale.";
                using (Figure.Open(html, title, explanation, "square-chart"))
                {
                    ScatterChart.Draw(
                        html, title, $"Two principal components with {share} of the variance", picture, Middle(picture.X), Middle(picture.Y), reach, model.ClassName);
                }
            }

        }

        if (labels.Length <= MostClasses)
        {
            using (html.In("div", ("class", "below")))
            {
                Figure.DotLegend(html, labels.Select(label => (model.ClassName(label), ScatterChart.Style(label))));
            }
        }
        else
        {
            html.Element(
                "p", $"{Numerals.Count(labels.Length)} classes share {ScatterChart.Colours} colours; neighbouring dots of one colour need not be of one class.", ("class", "small below"));
        }
    }

    private static double Middle(IReadOnlyList<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? 0 : (finite.Min() + finite.Max()) / 2;
    }

    private static double Reach(IReadOnlyList<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double reach = finite.Length == 0 ? 0 : (finite.Max() - finite.Min()) / 2;
        return reach > 0 ? reach : 1e-6;
    }
}
