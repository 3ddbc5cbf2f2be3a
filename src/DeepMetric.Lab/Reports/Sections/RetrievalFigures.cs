using System.Globalization;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>Queries with their nearest neighbours as small pictures, right and wrong ones marked.</summary>
internal static class RetrievalFigures
{
    private const int MostWorst = 5;
    private const int MostBest = 3;
    private const int Neighbours = 5;
    private const int LongestName = 12;

    /// <summary>Writes the worst and best retrievals of each arm side by side.</summary>
    public static void Write(Markup html, ReportModel model, IReadOnlyList<(ReportArm Arm, Showcase Showcase)> showcases)
    {
        if (showcases.All(item => item.Showcase.Worst.Count + item.Showcase.Best.Count == 0))
        {
            return;
        }

        using (html.In("div", ("class", showcases.Count == 4 ? "charts pair four" : "charts pair")))
        {
            foreach ((ReportArm arm, Showcase showcase) in showcases)
            {
                using (html.In("div", ("class", "chart retrievals")))
                {
                    html.Element("h3", $"Retrievals, {arm.Name}");
                    html.Element("p", "A query and its five nearest test items, nearest first: ✓ of the query’s class, ✗ of another. AP is the query’s average precision at R.");
                    WriteRows(html, model, "Worst", [.. showcase.Worst.Take(MostWorst)]);
                    WriteRows(html, model, "Best", [.. showcase.Best.Take(MostBest)]);
                }
            }
        }
    }

    private static void WriteRows(Markup html, ReportModel model, string title, IReadOnlyList<RetrievalExample> examples)
    {
        if (examples.Count == 0)
        {
            return;
        }

        html.Element("h4", title);
        foreach (RetrievalExample example in examples)
        {
            using (html.In("div", ("class", "hits")))
            {
                WriteThumbnail(html, model, example.Query, "query", "query", "AP " + example.AveragePrecisionAtR.ToString("0.00", CultureInfo.InvariantCulture));
                foreach ((int index, Thumbnail neighbour) in example.Neighbours.Take(Neighbours).Index())
                {
                    bool isRight = neighbour.Label == example.Query.Label;
                    string role = $"neighbour {(index + 1).ToString(CultureInfo.InvariantCulture)}, {(isRight ? "right" : "wrong")}";
                    WriteThumbnail(html, model, neighbour, isRight ? "right" : "wrong", role, isRight ? "✓" : "✗");
                }
            }
        }
    }

    private static void WriteThumbnail(Markup html, ReportModel model, Thumbnail thumbnail, string style, string role, string note)
    {
        string name = model.ClassName(thumbnail.Label);
        string words = $"{role}: test item {Numerals.Count(thumbnail.Index)}, class {name}";
        using (html.In("div", ("class", $"thumb {style}")))
        {
            if (thumbnail is { Width: > 0, Height: > 0 } && thumbnail.Pixels.Length / ((long)thumbnail.Width * thumbnail.Height) is 1 or 3)
            {
                byte[] file = PngFile.Encode(thumbnail.Width, thumbnail.Height, thumbnail.Pixels);
                html.Void("img", ("src", "data:image/png;base64," + Convert.ToBase64String(file)), ("alt", words), ("title", words));
            }
            else
            {
                html.Element("span", "#" + Numerals.Count(thumbnail.Index), ("class", "no-picture"), ("role", "img"), ("aria-label", words), ("title", words));
            }

            html.Element("span", ShortName.Of(name, LongestName), ("class", "class-name"));
            html.Element("span", note, ("class", "note"));
        }
    }
}
