using System.Text.Json.Nodes;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataPreviewTests
{
    [Fact]
    public void Digits_are_drawn_from_their_values_the_same_each_time()
    {
        using var cli = new DataCli();
        CliOutcome outcome = cli.Run("data", "preview", "digits", "--out", cli["one.png"], "--classes", "3", "--per-class", "2", "--quiet");
        Assert.Equal($"shown     6 images of 3 classes of digits\nsheet     {Path.Combine("(folder)", "one.png")}\n", outcome.Output);
        cli.Run("data", "preview", "digits", "--out", cli["two.png"], "--classes", "3", "--per-class", "2");
        Assert.Equal(File.ReadAllBytes(cli["one.png"]), File.ReadAllBytes(cli["two.png"]));
        cli.Run("data", "preview", "digits", "--out", cli["two.png"], "--classes", "3", "--per-class", "2", "--seed", "1");
        Assert.NotEqual(File.ReadAllBytes(cli["one.png"]), File.ReadAllBytes(cli["two.png"]));
        Assert.Equal(["one.png", "two.png"], Directory.EnumerateFiles(cli.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData()]
    [InlineData("--image-size", "8")]
    [InlineData("--varied")]
    [InlineData("--varied", "--image-size", "16", "--seed", "4")]
    public void Images_keep_their_colours(params string[] options)
    {
        using var cli = new DataCli();
        cli.Image("set/red/a.bmp", (250, 10, 10));
        cli.Image("set/blue/b.bmp", (10, 10, 250));
        CliOutcome outcome = cli.Run(["data", "preview", cli["set"], "--out", cli["sheet.png"], .. options]);
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        PixelImage sheet = ImageDecoder.Decode(File.ReadAllBytes(cli["sheet.png"]), 3, "sheet").Pixels;
        Assert.InRange(CountNear(sheet, 250, 10, 10), 2_000, 112 * 112);
        Assert.InRange(CountNear(sheet, 10, 10, 250), 2_000, 112 * 112);
    }

    [Fact]
    public void A_broken_image_is_named_and_shown_as_a_red_tile()
    {
        using var cli = new DataCli();
        cli.Images("set", ["a"], 2);
        File.WriteAllText(cli["set", "a", "broken.png"], "no image");
        CliOutcome outcome = cli.Run("data", "preview", cli["set"], "--out", cli["sheet.png"], "--json");
        JsonNode report = JsonNode.Parse(outcome.Output)!;
        Assert.Equal((ExitCodes.Success, 3), (outcome.Code, (int)report["items"]!));
        Assert.Equal(1, (int)report["broken"]!["count"]!);
        Assert.Contains("broken.png", (string)report["broken"]!["names"]![0]!, StringComparison.Ordinal);
        PixelImage sheet = ImageDecoder.Decode(File.ReadAllBytes(cli["sheet.png"]), 3, "sheet").Pixels;
        Assert.Equal(112 * 112, CountNear(sheet, 176, 42, 48));
    }

    [Fact]
    public void Only_the_part_asked_for_is_shown()
    {
        using var cli = new DataCli();
        cli.Image("set/train/x/a.bmp", (250, 10, 10));
        cli.Image("set/test/x/b.bmp", (10, 10, 250));
        cli.Run("data", "preview", cli["set"], "--out", cli["sheet.png"], "--part", "test");
        PixelImage sheet = ImageDecoder.Decode(File.ReadAllBytes(cli["sheet.png"]), 3, "sheet").Pixels;
        Assert.Equal(0, CountNear(sheet, 250, 10, 10));
        Assert.Equal(112 * 112, CountNear(sheet, 10, 10, 250));
    }

    private static int CountNear(PixelImage image, int red, int green, int blue)
    {
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        int count = 0;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            count += Math.Abs(pixels[i] - red) <= 3 && Math.Abs(pixels[i + 1] - green) <= 3 && Math.Abs(pixels[i + 2] - blue) <= 3 ? 1 : 0;
        }

        return count;
    }
}
