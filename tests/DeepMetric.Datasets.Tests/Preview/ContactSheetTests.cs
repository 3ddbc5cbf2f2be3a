using System.ComponentModel.DataAnnotations;
using CsCheck;
using SkiaSharp;

namespace DeepMetric.Datasets.Tests;

public sealed class ContactSheetTests
{
    private static readonly SKColor _background = new(244, 245, 248);
    private static readonly SKColor _mat = new(235, 237, 241);

    [Fact]
    public void Every_picture_lies_on_its_card_in_its_proportions_and_colours() =>
        (from sizes in Gen.Select(Gen.Int[1, 90], Gen.Int[1, 90]).Array[0, 7].Array[1, 4]
         from columns in Gen.Int[1, 5]
         from tileSize in Gen.Int[16, 60]
         from captions in Gen.Bool
         select (sizes, columns, tileSize, captions)).Sample(
            (sizes, columns, tileSize, captions) =>
            {
                ContactSheetOptions options = new() { Columns = columns, TileSize = tileSize, Title = "t" };
                ContactSheetGroup[] groups = [.. sizes.Select((group, g) => new ContactSheetGroup($"{g}", [.. group.Select((size, i) => Plain(size.Item1, size.Item2, Colour(g, i), captions ? "c" : ""))]))];
                using SKBitmap sheet = Decode(ContactSheet.Render(groups, options, TestContext.Current.CancellationToken));
                var layout = new ContactSheetLayout(groups, options);
                Assert.Equal((layout.Width, layout.Height), (sheet.Width, sheet.Height));
                int card = 0;
                for (int g = 0; g < groups.Length; g++)
                {
                    for (int i = 0; i < groups[g].Tiles.Count; i++)
                    {
                        PixelArea square = layout.PictureOn(layout.Cards[card++]);
                        PixelArea picture = square.Fit(sizes[g][i].Item1, sizes[g][i].Item2);
                        Assert.Equal(tileSize, Math.Max(picture.Width, picture.Height));
                        for (int y = square.Top; y < square.Bottom; y++)
                        {
                            for (int x = square.Left; x < square.Right; x++)
                            {
                                bool isInside = x >= picture.Left && x < picture.Right && y >= picture.Top && y < picture.Bottom;
                                if (sheet.GetPixel(x, y) != (isInside ? Colour(g, i) : _mat))
                                {
                                    Assert.Fail($"Group {g}, picture {i}: at {x}, {y} {sheet.GetPixel(x, y)}.");
                                }
                            }
                        }
                    }
                }

                Assert.Equal(_background, sheet.GetPixel(0, 0));
                Assert.Equal(_background, sheet.GetPixel(sheet.Width - 1, sheet.Height - 1));
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Cards_do_not_touch_and_stand_in_columns_below_their_heading() =>
        (from counts in Gen.Int[0, 9].Array[1, 5]
         from columns in Gen.Int[1, 6]
         from tileSize in Gen.Int[16, 300]
         select (counts, columns, tileSize)).Sample(
            (counts, columns, tileSize) =>
            {
                ContactSheetGroup[] groups = [.. counts.Select(count => new ContactSheetGroup("h", [.. Enumerable.Repeat(Plain(1, 1, default, "c"), count)]))];
                var layout = new ContactSheetLayout(groups, new() { Columns = columns, TileSize = tileSize });
                Assert.Equal(counts.Sum(), layout.Cards.Count);
                PixelArea[] cards = [.. layout.Cards];
                for (int i = 0; i < cards.Length; i++)
                {
                    Assert.True(cards[i].Left >= 24 && cards[i].Top >= 24 && cards[i].Right <= layout.Width - 24 && cards[i].Bottom <= layout.Height - 24);
                    Assert.All(cards[..i], other => Assert.True(other.Right + 10 <= cards[i].Left || other.Bottom + 10 <= cards[i].Top || cards[i].Right + 10 <= other.Left));
                }

                int next = 0;
                for (int g = 0; g < counts.Length; g++)
                {
                    PixelArea[] own = cards[next..(next += counts[g])];
                    Assert.All(own, card => Assert.True(card.Top >= layout.Headings[g] + 18 && (g + 1 == counts.Length || card.Bottom < layout.Headings[g + 1])));
                    Assert.True(own.Select(card => card.Left).Distinct().Count() <= columns);
                }
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Pixels_are_means_of_what_they_cover()
    {
        // 32 x 32 pixels become 16 x 16: each is the mean of four. 16 x 16 stay as they are. 8 x 8 are doubled.
        var random = new SeededRandom(1);
        byte[] pixels = [.. Enumerable.Range(0, 32 * 32 * 3).Select(_ => (byte)random.NextInt(256))];
        AssertDrawn(32, pixels, (x, y, channel) => (byte)((At(2 * x, 2 * y) + At((2 * x) + 1, 2 * y) + At(2 * x, (2 * y) + 1) + At((2 * x) + 1, (2 * y) + 1) + 2) / 4));
        AssertDrawn(16, pixels[..(16 * 16 * 3)], (x, y, channel) => pixels[(((y * 16) + x) * 3) + channel]);
        AssertDrawn(8, pixels[..(8 * 8 * 3)], (x, y, channel) => pixels[(((y / 2 * 8) + (x / 2)) * 3) + channel]);

        int At(int x, int y) => pixels[((y * 32) + x) * 3];

        static void AssertDrawn(int size, byte[] pixels, Func<int, int, int, byte> expected)
        {
            ContactSheetGroup[] groups = [new("", [new("", size, size, pixels)])];
            ContactSheetOptions options = new() { TileSize = 16 };
            using SKBitmap sheet = Decode(ContactSheet.Render(groups, options, TestContext.Current.CancellationToken));
            var layout = new ContactSheetLayout(groups, options);
            PixelArea square = layout.PictureOn(layout.Cards[0]);
            for (int y = 0; y < 16; y++)
            {
                for (int x = 0; x < 16; x++)
                {
                    SKColor found = sheet.GetPixel(square.Left + x, square.Top + y);
                    Assert.Equal(expected(x, y, 0), found.Red);
                    if (size != 32)
                    {
                        Assert.Equal((expected(x, y, 1), expected(x, y, 2)), (found.Green, found.Blue));
                    }
                }
            }
        }
    }

    [Fact]
    public void Odd_sizes_keep_their_mean_brightness() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 50]).SelectMany((width, height) => Gen.Byte.Array[width * height * 3].Select(pixels => (width, height, pixels))).Sample(
            (width, height, pixels) =>
            {
                ContactSheetGroup[] groups = [new("", [new("", width, height, pixels)])];
                ContactSheetOptions options = new() { TileSize = 20 };
                using SKBitmap sheet = Decode(ContactSheet.Render(groups, options, TestContext.Current.CancellationToken));
                var layout = new ContactSheetLayout(groups, options);
                PixelArea area = layout.PictureOn(layout.Cards[0]).Fit(width, height);
                double sum = 0;
                for (int y = area.Top; y < area.Bottom; y++)
                {
                    for (int x = area.Left; x < area.Right; x++)
                    {
                        sum += sheet.GetPixel(x, y).Green;
                    }
                }

                double mean = pixels.Where((_, i) => i % 3 == 1).Average(value => (double)value);
                Assert.Equal(mean, sum / (area.Width * area.Height), 0.51);
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Captions_headings_and_the_title_are_drawn_letter_by_letter()
    {
        ContactSheetGroup[] groups = [new("Größe", [Plain(4, 4, SKColors.Red, "Ab 1"), Plain(4, 4, SKColors.Red, "a very long caption"), Plain(4, 4, SKColors.Red, "日本")])];
        ContactSheetOptions options = new() { TileSize = 64, Title = "T" };
        using SKBitmap sheet = Decode(ContactSheet.Render(groups, options, TestContext.Current.CancellationToken));
        var layout = new ContactSheetLayout(groups, options);
        AssertWritten(sheet, "T", 24, 24, 3, new(31, 36, 44));
        AssertWritten(sheet, "Grosse", 36, layout.Headings[0], 2, new(31, 36, 44));
        string[] expected = ["Ab 1", "a very...", "??"];
        for (int i = 0; i < expected.Length; i++)
        {
            PixelArea square = layout.PictureOn(layout.Cards[i]);
            AssertWritten(sheet, expected[i], square.Left + ((64 - BitmapFont.WidthOf(expected[i], 1)) / 2), layout.CaptionOn(layout.Cards[i]), 1, new(84, 92, 104));
        }
    }

    [Fact]
    public void The_same_pictures_give_the_same_bytes_and_a_file_holds_them()
    {
        ContactSheetGroup[] groups = [new("h", [Plain(30, 20, SKColors.Teal, "c"), Plain(7, 50, SKColors.Plum, "d")])];
        byte[] first = ContactSheet.Render(groups, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(first, ContactSheet.Render(groups, cancellationToken: TestContext.Current.CancellationToken));
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "sheet.png");
            ContactSheet.Save(path, groups, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(first, File.ReadAllBytes(path));
            Assert.Equal([path], Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        ContactSheetTile tile = Plain(1, 1, SKColors.Red, "");
        Assert.Throws<ArgumentException>(() => ContactSheet.Render([], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ValidationException>(() => ContactSheet.Render([new("", [tile])], new() { Columns = 0 }, TestContext.Current.CancellationToken));
        Assert.Throws<ValidationException>(() => ContactSheet.Render([new("", [tile])], new() { TileSize = 1025 }, TestContext.Current.CancellationToken));
        ArgumentException problem = Assert.Throws<ArgumentException>(
            () => ContactSheet.Render([new("", [.. Enumerable.Repeat(tile, 1000)])], new() { TileSize = 1024 }, TestContext.Current.CancellationToken));
        Assert.StartsWith("Expected a sheet of at most 33554432 pixels, found 8390 by ", problem.Message, StringComparison.Ordinal);
        problem = Assert.Throws<ArgumentException>(() => new ContactSheetTile("", 2, 3, new byte[17]));
        Assert.StartsWith("Expected 18 bytes for a picture of 2x3, found 17.", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ContactSheetTile("", int.MaxValue, int.MaxValue, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContactSheetTile("", 0, 3, []));
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => ContactSheet.Render([new("", [tile])], cancellationToken: stopped.Token));
    }

    private static void AssertWritten(SKBitmap sheet, string text, int left, int top, int scale, SKColor color)
    {
        int inked = 0;
        SKColor behind = sheet.GetPixel(left - 1, top);
        for (int y = 0; y < BitmapFont.Height * scale; y++)
        {
            for (int x = 0; x < BitmapFont.WidthOf(text, scale); x++)
            {
                int column = x / scale % BitmapFont.Advance;
                bool isInked = column < BitmapFont.Width && BitmapFont.IsInked(text[x / scale / BitmapFont.Advance], y / scale, column);
                inked += isInked ? 1 : 0;
                Assert.Equal(isInked ? color : behind, sheet.GetPixel(left + x, top + y));
            }
        }

        Assert.True(inked > 5);
        Assert.NotEqual(color, behind);
    }

    private static SKColor Colour(int group, int place) => new((byte)(40 * group), (byte)(30 * place), 200);

    private static ContactSheetTile Plain(int width, int height, SKColor color, string caption) =>
        new(caption, width, height, [.. Enumerable.Range(0, width * height).SelectMany(_ => new[] { color.Red, color.Green, color.Blue })]);

    private static SKBitmap Decode(byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        return SKBitmap.Decode(png, new SKImageInfo(SKBitmap.DecodeBounds(png).Width, SKBitmap.DecodeBounds(png).Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
    }
}
