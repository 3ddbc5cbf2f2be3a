using System.Globalization;
using DeepMetric.Cli.Data;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows what a data set holds, a line for each fact.</summary>
internal static class DatasetInfoView
{
    private const int NameWidth = 17;
    private const int MostNames = 10;

    /// <summary>Writes all lines.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="info">What was found.</param>
    public static void Write(IAnsiConsole console, DatasetInfo info)
    {
        var lines = new FactLines(console, NameWidth);
        lines.Write("data set", $"{info.Name} ({info.Kind})");
        lines.WriteWhole("place", info.Place ?? "built in");
        lines.Write("source", info.Source);
        lines.Write("licence", info.Licence);
        WriteCounts(lines, info);
        lines.Write("item", info.Shape is { } shape ? shape.Count == 1 ? $"{Number(shape[0])} dimensions" : string.Create(CultureInfo.InvariantCulture, $"{shape[2]}x{shape[1]} pixels, {Words.Count(shape[0], "channel")}") : null);
        lines.Write("values", info.Range is { } range ? string.Create(CultureInfo.InvariantCulture, $"all finite, from {range[0]:G6} to {range[1]:G6}") : null);
        if (info.Files is { } files)
        {
            WriteFiles(lines, info, files);
        }

        lines.Write("notes", info.Notes);
    }

    /// <summary>Writes how many items, classes and parts there are.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="info">What was found.</param>
    public static void WriteCounts(FactLines lines, DatasetInfo info)
    {
        lines.Write("items", $"{Number(info.Items)}{(info.Outliers > 0 ? $", {Number(info.Outliers)} of them outliers without a class" : "")}");
        lines.Write("classes", $"{Number(info.Classes)}{(info.PerClass is { } sizes ? $", of {Sizes(sizes)} items each" : "")}");
        foreach (PartFacts part in info.Parts)
        {
            lines.Write(part.Part, Part(part));
        }

        foreach (PartFacts part in info.OfficialParts ?? [])
        {
            lines.Write($"official {part.Part}", Part(part));
        }

        lines.Write("categories", info.Categories is { } categories ? $"{Number(categories.Count)}: {Names(categories)}" : null);
        lines.Write("search", info.Queries is int queries ? $"{Number(queries)} queries in a gallery of {Number(info.Gallery ?? 0)}" : null);
        lines.Write("boxes", info.Boxes > 0 ? $"{Number(info.Boxes)} of {Number(info.Items)} items" : null);
        lines.Write("sequences", info.Sequences > 0 ? Number(info.Sequences) : null);
    }

    /// <summary>Such as <c>4,033 items of 98 classes, 24 to 68 (median 41) items each</c>.</summary>
    /// <param name="part">The part.</param>
    public static string Part(PartFacts part) =>
        $"{Words.Count(part.Items, "item")} of {Words.Count(part.Classes, "class")}{(part.PerClass is { } sizes ? $", of {Sizes(sizes)} each" : "")}{(part.Outliers > 0 ? $"; {Words.Count(part.Outliers, "outlier")}" : "")}";

    private static void WriteFiles(FactLines lines, DatasetInfo info, ImageFileFacts files)
    {
        lines.Write("files", $"{Words.Count(files.Files, "file")}, {Bytes.Words(files.Bytes)}");
        string sample = files.HeadersRead < info.Items - files.Empty.Count - files.Missing.Count - files.Unknown.Count ? $" (of {Number(files.HeadersRead)} looked at)" : "";
        lines.Write("formats", files.HeadersRead == 0 ? "none could be read" : string.Join(", ", files.Formats.Select(format => $"{format.Key} {Number(format.Value)}")) + sample);
        if (files is { Smallest: { } smallest, Median: { } median, Largest: { } largest })
        {
            lines.Write("sizes", files.Sizes == 1 ? Size(smallest) : $"{Size(smallest)} to {Size(largest)}, median {Size(median)}, {Number(files.Sizes)} different");
            lines.Write("colours", files.Grey == 0 ? "colour" : files.Grey == files.HeadersRead ? "grey" : $"colour {Number(files.HeadersRead - files.Grey)}, grey {Number(files.Grey)}");
        }

        Problem(lines, "missing", files.Missing);
        Problem(lines, "empty", files.Empty);
        Problem(lines, "not images", files.Unknown);
        Problem(lines, "huge", files.Huge, $", more than the {ImageDecoder.LargestPixelCount / 1_000_000} megapixels that are decoded");
        if (info.Check is not { } check)
        {
            lines.Write("decoded", "not tried: --check decodes all images");
        }
        else if (check.Broken.Count == 0)
        {
            lines.Write("decoded", $"all {Number(check.Images)}", Styles.Good);
        }
        else
        {
            lines.Write("decoded", $"{Number(check.Images - check.Broken.Count)} of {Number(check.Images)}");
            Problem(lines, "broken", check.Broken);
        }
    }

    private static void Problem(FactLines lines, string name, NamedFiles files, string? what = null)
    {
        if (files.Count > 0)
        {
            string[] more = files.Count > MostNames ? [$"and {Number(files.Count - MostNames)} more (--json names all)"] : [];
            lines.Write(name, [Words.Count(files.Count, "file") + what, .. files.Names.Take(MostNames), .. more], Styles.Careful);
        }
    }

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", …" : "");

    private static string Sizes(ClassSizes sizes) =>
        sizes.Smallest == sizes.Largest ? Number(sizes.Smallest) : string.Create(CultureInfo.InvariantCulture, $"{sizes.Smallest:N0} to {sizes.Largest:N0} (median {sizes.Median:#,0.#})");

    private static string Size(int[] size) => string.Create(CultureInfo.InvariantCulture, $"{size[0]}x{size[1]}");

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
