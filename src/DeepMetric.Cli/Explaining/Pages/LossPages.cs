using System.Globalization;
using System.Text;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Explaining.Pages;

/// <summary>The pages about all losses, and the catalogue that leads to them.</summary>
internal static class LossPages
{
    private const string CatalogueName = "README.md";

    /// <summary>All pages, by file name.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="measured">What was measured; null where nothing was.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<CatalogItem> losses, LossMeasurements? measured)
    {
        Dictionary<string, string> pages = losses.ToDictionary(loss => $"{loss.Name}.md", loss => LossPage.Of(loss, measured));
        pages[CatalogueName] = Catalogue(losses, measured);
        return pages;
    }

    /// <summary>Writes the pages, and deletes generated ones of losses that are no more.</summary>
    /// <param name="folder">Where to; made where it is missing.</param>
    /// <param name="losses">The losses.</param>
    /// <param name="measured">What was measured; null where nothing was.</param>
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<CatalogItem> losses, LossMeasurements? measured)
    {
        Directory.CreateDirectory(folder);
        IReadOnlyDictionary<string, string> pages = Of(losses, measured);
        foreach (string old in Directory.GetFiles(folder, "*.md").Where(file => !pages.ContainsKey(Path.GetFileName(file))))
        {
            if (File.ReadAllText(old).StartsWith(LossPage.Marker, StringComparison.Ordinal))
            {
                File.Delete(old);
            }
        }

        foreach ((string name, string text) in pages)
        {
            AtomicFile.Write(Path.Combine(folder, name), text);
        }

        return [.. pages.Keys.Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name))];
    }

    private static string Catalogue(IReadOnlyList<CatalogItem> losses, LossMeasurements? measured)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"{LossPage.Marker} edit those of the losses and run: {LossPage.Command} -->\n# Losses\n\n");
        page.Append("`deepmetric list losses` and `deepmetric explain NAME` show the same on the command line. Names are those of `--losses` and `--loss`.\n\n");
        string where = measured is null ? "" : $" MAP@R on `{measured.Dataset}` |";
        page.Append(CultureInfo.InvariantCulture, $"| loss | what it does | a term is a | learns weights |{where}\n|---|---|---|---|{(measured is null ? "" : "---|")}\n");
        foreach (CatalogItem loss in losses)
        {
            string number = measured is null ? "" : $" {LossPage.Number(measured.Losses.GetValueOrDefault(loss.Name)?.MapAtR)} |";
            page.Append(CultureInfo.InvariantCulture, $"| [{loss.Name}]({loss.Name}.md) | {MarkdownText.Cell(loss.Summary)} | {loss.Term} | {(loss.LearnsWeights ? "yes" : "")} |{number}\n");
        }

        if (measured is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"\nMean and 95 % interval over {measured.Seeds.Count} seeds, {measured.Epochs} epochs of the net `{measured.Net}`, with the default options of each loss: nothing was tuned, so this is no ranking.\n");
        }

        return page.ToString();
    }
}
