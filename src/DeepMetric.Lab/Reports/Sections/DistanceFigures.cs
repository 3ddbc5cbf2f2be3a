using DeepMetric.Lab.Reports.Charts;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>How the distances of pairs of one class and of two classes are spread, side by side per arm.</summary>
internal static class DistanceFigures
{
    /// <summary>Writes a histogram per arm; all have the same axes.</summary>
    public static void Write(Markup html, IReadOnlyList<(ReportArm Arm, Showcase Showcase)> showcases)
    {
        (ReportArm Arm, DistanceHistogramPicture Picture)[] shown =
            [.. showcases.Select(item => (item.Arm, item.Showcase.Distances)).Where(item => item.Distances.To > item.Distances.From && item.Distances.Positives.Count > 0)];
        if (shown.Length == 0)
        {
            return;
        }

        // Per unit of distance, so that pictures with other bins stay comparable.
        double highest = shown.Max(item => Math.Max(Density(item.Picture, item.Picture.Positives).Max(), Density(item.Picture, item.Picture.Negatives).DefaultIfEmpty(0).Max()));
        double from = shown.Min(item => item.Picture.From);
        double to = shown.Max(item => item.Picture.To);
        using (html.In("div", ("class", shown.Length == 4 ? "charts pair four" : "charts pair")))
        {
            foreach ((ReportArm arm, DistanceHistogramPicture picture) in shown)
            {
                string title = $"Distances, {arm.Name}";
                string overlap = Numerals.Percent(Overlap(picture));
                string explanation = $"How far test items lie apart. The less the two hills overlap ({overlap} here), the easier it is to tell classes by distance.";
                using (Figure.Open(html, title, explanation))
                {
                    Figure.AreaLegend(html, [("one class (positive)", string.Empty, "pairs positive"), ("two classes (negative)", string.Empty, "pairs negative")]);
                    HistogramChart.Draw(
                        html, title, $"The two distributions overlap by {overlap}", "distance", "density", from, to,
                        [("negative", Spread(picture, picture.Negatives, from, to)), ("positive", Spread(picture, picture.Positives, from, to))], highest);
                }
            }
        }
    }

    private static double[] Density(DistanceHistogramPicture picture, IReadOnlyList<long> counts)
    {
        double total = counts.Sum();
        double bin = (picture.To - picture.From) / Math.Max(1, counts.Count);
        return [.. counts.Select(count => total > 0 ? count / (total * bin) : 0)];
    }

    // Redraws the bins over the common range; where the ranges agree, as they do for embeddings of unit length, nothing changes.
    private static double[] Spread(DistanceHistogramPicture picture, IReadOnlyList<long> counts, double from, double to)
    {
        double[] density = Density(picture, counts);
        if (picture.From == from && picture.To == to)
        {
            return density;
        }

        double bin = (picture.To - picture.From) / Math.Max(1, density.Length);
        int bins = (int)Math.Clamp(Math.Ceiling((to - from) / bin), 1, 400);
        return
        [
            .. Enumerable.Range(0, bins)
                .Select(i => (int)Math.Floor((from + ((to - from) * (i + 0.5) / bins) - picture.From) / bin))
                .Select(i => i >= 0 && i < density.Length ? density[i] : 0),
        ];
    }

    private static double Overlap(DistanceHistogramPicture picture)
    {
        double positives = picture.Positives.Sum();
        double negatives = picture.Negatives.Sum();
        return positives == 0 || negatives == 0 ? 0 : picture.Positives.Zip(picture.Negatives, (p, n) => Math.Min(p / positives, n / negatives)).Sum();
    }
}
