using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>Draws small pictures with captions on one sheet, class by class, to see what is in a data set.</summary>
/// <remarks>
/// Pictures are fitted into squares with their proportions kept; each pixel is the mean of what it covers, so that small pictures stay crisp. Texts are
/// drawn with letters of the sheet's own in ASCII: accents are dropped, other characters become question marks, and what is too long ends in three dots.
/// The same pictures give the same bytes, with or without fonts on the machine.
/// </remarks>
public static class ContactSheet
{
    private const int BarWidth = 4;
    private const int BarGap = 8;

    private static readonly PixelColor _background = new(244, 245, 248);
    private static readonly PixelColor _card = new(255, 255, 255);
    private static readonly PixelColor _line = new(221, 225, 231);
    private static readonly PixelColor _mat = new(235, 237, 241);
    private static readonly PixelColor _bar = new(59, 110, 196);
    private static readonly PixelColor _dark = new(31, 36, 44);
    private static readonly PixelColor _caption = new(84, 92, 104);

    /// <summary>Draws a sheet.</summary>
    /// <param name="groups">The groups of pictures, from top to bottom.</param>
    /// <param name="options">What can be set; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ArgumentException">There is no group, or the sheet would have more than 2^25 pixels.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static byte[] Render(IReadOnlyList<ContactSheetGroup> groups, ContactSheetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        options ??= new();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        if (groups.Count == 0)
        {
            throw new ArgumentException("Expected one or more groups of pictures, found none.", nameof(groups));
        }

        var layout = new ContactSheetLayout(groups, options);
        var canvas = new PixelCanvas(layout.Width, layout.Height, _background);
        canvas.Write(Fitted(options.Title, layout.TextWidth, ContactSheetLayout.TitleScale), ContactSheetLayout.Left, layout.TitleAt, ContactSheetLayout.TitleScale, _dark);
        int next = 0;
        for (int i = 0; i < groups.Count; i++)
        {
            DrawHeading(canvas, layout, groups[i].Heading, layout.Headings[i]);
            foreach (ContactSheetTile tile in groups[i].Tiles)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DrawTile(canvas, layout, tile, layout.Cards[next++]);
            }
        }

        return canvas.ToPng();
    }

    /// <summary>Draws a sheet into a file; the file is there in whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="groups">The groups of pictures, from top to bottom.</param>
    /// <param name="options">What can be set; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">There is no group, or the sheet would have more than 2^25 pixels.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<ContactSheetGroup> groups, ContactSheetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, Render(groups, options, cancellationToken));
    }

    private static void DrawHeading(PixelCanvas canvas, ContactSheetLayout layout, string heading, int top)
    {
        if (heading.Length > 0)
        {
            const int Scale = ContactSheetLayout.HeadingScale;
            // The two rows below the base line are seldom inked: a bar over them would look too long.
            canvas.Fill(new(ContactSheetLayout.Left, top - Scale, BarWidth, (BitmapFont.Height * Scale) - Scale), _bar);
            canvas.Write(Fitted(heading, layout.TextWidth - BarWidth - BarGap, Scale), ContactSheetLayout.Left + BarWidth + BarGap, top, Scale, _dark);
        }
    }

    private static void DrawTile(PixelCanvas canvas, ContactSheetLayout layout, ContactSheetTile tile, PixelArea card)
    {
        PixelArea square = layout.PictureOn(card);
        canvas.Card(card, _card, _line);
        canvas.Fill(square, _mat);
        canvas.Draw(tile, square.Fit(tile.Width, tile.Height));
        string caption = Fitted(tile.Caption, square.Width, layout.CaptionScale);
        int left = square.Left + ((square.Width - BitmapFont.WidthOf(caption, layout.CaptionScale)) / 2);
        canvas.Write(caption, left, layout.CaptionOn(card), layout.CaptionScale, _caption);
    }

    private static string Fitted(string text, int width, int scale) => BitmapFont.Fit(AsciiLetters.Of(text), width, scale);
}
