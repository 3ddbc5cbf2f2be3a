namespace DeepMetric.Datasets;

/// <summary>Where everything on a contact sheet goes.</summary>
internal sealed class ContactSheetLayout
{
    public const int TitleScale = 3;
    public const int HeadingScale = 2;

    /// <summary>From the left edge to the title and the headings.</summary>
    public const int Left = Margin;

    private const int Margin = 24;
    private const int Gap = 10;
    private const int CardPadding = 5;
    private const int AboveGroup = 22;
    private const int BelowHeading = 8;
    private const int CaptionPadding = 3;
    private const long MaxPixels = 1 << 25;

    private readonly List<PixelArea> _cards = [];
    private readonly List<int> _headings = [];

    public ContactSheetLayout(IReadOnlyList<ContactSheetGroup> groups, ContactSheetOptions options)
    {
        bool hasCaptions = groups.Any(group => group.Tiles.Any(tile => tile.Caption.Length > 0));
        CaptionScale = options.TileSize < 160 ? 1 : 2;
        int cardWidth = options.TileSize + (2 * CardPadding);
        int cardHeight = cardWidth + (hasCaptions ? (BitmapFont.Height * CaptionScale) + CaptionPadding : 0);
        int columns = Math.Max(1, Math.Min(options.Columns, groups.Max(group => group.Tiles.Count)));
        Width = (2 * Margin) + (columns * (cardWidth + Gap)) - Gap;
        TitleAt = Margin;
        long top = Margin + (options.Title.Length > 0 ? BitmapFont.Height * TitleScale : -AboveGroup);
        foreach (ContactSheetGroup group in groups)
        {
            top += AboveGroup;
            Check(top, nameof(groups));
            _headings.Add((int)top);
            top += group.Heading.Length > 0 ? (BitmapFont.Height * HeadingScale) + BelowHeading : 0;
            for (int i = 0; i < group.Tiles.Count; i++)
            {
                top += i > 0 && i % columns == 0 ? cardHeight + Gap : 0;
                Check(top + cardHeight, nameof(groups));
                _cards.Add(new(Margin + (i % columns * (cardWidth + Gap)), (int)top, cardWidth, cardHeight));
            }

            top += group.Tiles.Count > 0 ? cardHeight : 0;
        }

        Check(top + Margin, nameof(groups));
        Height = (int)(top + Margin);
        TileSize = options.TileSize;
    }

    public int Width { get; }

    public int Height { get; }

    public int TileSize { get; }

    public int TitleAt { get; }

    public int CaptionScale { get; }

    /// <summary>The room for a title or a heading.</summary>
    public int TextWidth => Width - (2 * Margin);

    /// <summary>The cards, group after group.</summary>
    public IReadOnlyList<PixelArea> Cards => _cards;

    /// <summary>The upper edge of each group's heading.</summary>
    public IReadOnlyList<int> Headings => _headings;

    /// <summary>The square for the picture on a card.</summary>
    public PixelArea PictureOn(PixelArea card) => new(card.Left + CardPadding, card.Top + CardPadding, TileSize, TileSize);

    /// <summary>The upper edge of the caption on a card.</summary>
    public int CaptionOn(PixelArea card) => card.Top + CardPadding + TileSize + CaptionPadding;

    private void Check(long height, string parameter)
    {
        if (Width * height > MaxPixels)
        {
            throw new ArgumentException($"Expected a sheet of at most {MaxPixels} pixels, found {Width} by {height} or more; show fewer or smaller pictures.", parameter);
        }
    }
}
