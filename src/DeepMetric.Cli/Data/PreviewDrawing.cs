using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Draws contact sheets.</summary>
internal static class PreviewDrawing
{
    // Of the pictures alone: before thousands of them are decoded for a sheet that cannot be.
    private const int MostPixels = 1 << 25;

    private static readonly byte[] _red = [176, 42, 48];

    /// <summary>Draws the sheet asked for and saves it.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="UsageException">There is nothing to show, or more than fits on a sheet.</exception>
    public static PreviewReport Run(PreviewRequest request, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        PreviewTiles tiles = PreviewTiles.Of(request, cancellation);
        IReadOnlyList<PreviewClass> chosen = PreviewSelection.Choose(tiles.Labels, request.Classes, request.PerClass, request.Seed);
        if (chosen.Count == 0)
        {
            throw new UsageException($"--part: expected a part with items of {tiles.Name}, found one without.");
        }

        int total = chosen.Sum(one => one.Places.Count);
        int tileSize = PreviewTiles.TileSizeFor(request);
        if ((long)total * tileSize * tileSize > MostPixels)
        {
            throw new UsageException(FormattableString.Invariant($"--classes, --per-class: expected at most {MostPixels / tileSize / tileSize:N0} images of {tileSize} pixels on a sheet, found {total:N0}."));
        }

        var broken = new List<string>();
        var groups = new List<ContactSheetGroup>();
        int done = 0;
        foreach (PreviewClass one in chosen)
        {
            var row = new List<ContactSheetTile>();
            foreach (int place in one.Places)
            {
                cancellation.ThrowIfCancellationRequested();
                row.Add(TileAt(tiles, place, broken));
                progress?.Report(new("drawing", ++done / (double)total, FormattableString.Invariant($"{done} of {total}")));
            }

            groups.Add(new($"{tiles.ClassNames[one.Label]} ({Words.Count(one.Count, "item")})", row));
        }

        var options = new ContactSheetOptions { Title = tiles.Name, Columns = Math.Min(request.PerClass, 8), TileSize = tileSize };
        try
        {
            ContactSheet.Save(request.Out, groups, options, cancellation);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException($"--classes, --per-class: {ErrorLine.Of(problem)}");
        }

        return new("deepmetric-data-preview/1", tiles.Name, Path.GetFullPath(request.Out), chosen.Count, total, tiles.Variation, NamedFiles.Of(broken));
    }

    private static ContactSheetTile TileAt(PreviewTiles tiles, int place, List<string> broken)
    {
        try
        {
            return tiles.TileOf(place);
        }
        catch (ImageFileException problem)
        {
            broken.Add(problem.Message);
            return new ContactSheetTile($"? {Path.GetFileName(problem.File)}", 1, 1, _red);
        }
    }
}
