using System.Globalization;
using System.Text;
using CsCheck;

namespace DeepMetric.Onnx.Tests;

public sealed class OnnxPreprocessingTests
{
    private const string Least = """{"height":224,"width":192,"mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]}""";

    [Fact]
    public void The_least_description_has_the_documented_defaults()
    {
        OnnxPreprocessing read = OnnxPreprocessing.Parse(Least, "d.json");
        Assert.Equal((224, 192, 3), (read.Height, read.Width, read.ChannelCount));
        Assert.Equal((TensorLayout.ChannelsFirst, ChannelOrder.RedGreenBlue, ResizeMode.Squash, OutputPooling.Automatic), (read.Layout, read.Channels, read.Resize, read.Pooling));
        Assert.Equal((null, null, null, 1d), (read.Input, read.Output, read.ShortSide, read.Scale));
        Assert.Equal([0, 1], read.ValueRange);
        Assert.Equal([0.485, 0.456, 0.406], read.Mean);
    }

    [Fact]
    public void What_is_written_is_read_back() => (
        from side in Gen.Int[1, 500]
        from input in Gen.OneOf(Gen.Const((string?)null), Gen.Const<string?>("pixel_values"), Gen.Const<string?>("Eingabe ü:0"))
        from layout in Gen.Enum<TensorLayout>()
        from order in Gen.Enum<ChannelOrder>()
        from pooling in Gen.Enum<OutputPooling>()
        from crop in Gen.Bool
        from mean in Gen.Double[-3, 300].Array[3]
        from std in Gen.Double[0.001, 300].Array[3]
        from scale in Gen.Double[0.001, 3]
        select new OnnxPreprocessing
        {
            Input = input,
            Output = input,
            Layout = layout,
            Channels = order,
            Height = side,
            Width = side + 3,
            Resize = crop ? ResizeMode.ShortSideCrop : ResizeMode.Squash,
            ShortSide = crop ? side + 10 : null,
            Mean = mean,
            Std = std,
            Scale = scale,
            ValueRange = [-1, scale],
            Pooling = pooling,
        }).Sample(
            description =>
            {
                OnnxPreprocessing read = OnnxPreprocessing.Parse(description.ToJson(), "d.json");
                return read.ToJson() == description.ToJson() && read.Mean.SequenceEqual(description.Mean) && read.Std.SequenceEqual(description.Std)
                    && read.ValueRange.SequenceEqual(description.ValueRange)
                    && read == description with { Mean = read.Mean, Std = read.Std, ValueRange = read.ValueRange };
            },
            iter: 300,
            threads: 1);

    [Theory]
    [InlineData("height")]
    [InlineData("width")]
    [InlineData("mean")]
    [InlineData("std")]
    public void A_missing_field_is_named(string field)
    {
        string[] others = [.. new[] { "\"height\":224", "\"width\":192", "\"mean\":[0]", "\"std\":[1]" }.Where(part => !part.StartsWith($"\"{field}\"", StringComparison.Ordinal))];
        Assert.Equal(3, others.Length);
        Refused($"{{{string.Join(',', others)}}}", $"field '{field}': expected it, found no such field");
    }

    [Theory]
    [InlineData("\"heigth\":1", "field 'heigth': expected one of input, output, layout")]
    [InlineData("\"height\":1", "field 'height': expected it once, found it twice")]
    [InlineData("\"layout\":\"CHWN\"", "field 'layout': expected \"NCHW\" or \"NHWC\", found \"CHWN\"")]
    [InlineData("\"channels\":3", "field 'channels': expected \"RGB\" or \"BGR\", found 3")]
    [InlineData("\"resize\":\"crop\"", "field 'resize'")]
    [InlineData("\"resize\":\"short-side-crop\"", "field 'shortSide': expected it with short-side-crop only, and there always, found none")]
    [InlineData("\"shortSide\":256", "field 'shortSide'")]
    [InlineData("\"resize\":\"short-side-crop\",\"shortSide\":100", "field 'shortSide': expected a whole number from the longer of height and width")]
    [InlineData("\"valueRange\":[1,0]", "field 'valueRange': expected two rising numbers")]
    [InlineData("\"valueRange\":[0]", "field 'valueRange': expected two rising numbers, found 1")]
    [InlineData("\"scale\":0", "field 'scale'")]
    [InlineData("\"scale\":1e999", "field 'scale'")]
    [InlineData("\"input\":\"\"", "field 'input': expected a text")]
    [InlineData("\"pooling\":null", "field 'pooling'")]
    public void A_field_that_makes_no_sense_is_named(string field, string expected) => Refused($"{Least[..^1]},{field}}}", expected);

    [Theory]
    [InlineData("[]", "a JSON object")]
    [InlineData("", "line 1: expected JSON")]
    [InlineData("{\n\"height\": }", "line 2: expected JSON")]
    [InlineData("[[[[[[1]]]]]]", "expected JSON")]
    [InlineData("""{"height":0,"width":1,"mean":[0],"std":[1]}""", "field 'height': expected a whole number from 1 to 16384, found 0")]
    [InlineData("""{"height":1.5,"width":1,"mean":[0],"std":[1]}""", "field 'height': expected a whole number, found 1.5")]
    [InlineData("""{"height":1,"width":1,"mean":[0,0],"std":[1,1]}""", "field 'mean': expected 1 or 3 numbers, found 2")]
    [InlineData("""{"height":1,"width":1,"mean":[0],"std":[0]}""", "field 'std'")]
    [InlineData("""{"height":1,"width":1,"mean":[0],"std":[1],"channels":"BGR"}""", "field 'channels'")]
    public void What_is_no_description_is_refused(string json, string expected) => Refused(json, expected);

    [Fact]
    public void Damaged_descriptions_are_read_or_refused_and_nothing_else()
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("DEEPMETRIC_FUZZ_INPUTS") ?? "2000", CultureInfo.InvariantCulture);
        string path = Path.GetTempFileName();
        int read = 0;
        int refused = 0;
        try
        {
            byte[] sound = Encoding.UTF8.GetBytes(OnnxPreprocessing.Parse(Least, "d").ToJson());
            (from place in Gen.Int[0, sound.Length - 1] from value in Gen.Byte from kind in Gen.Int[0, 3] select (place, value, kind)).Sample(
                (place, value, kind) =>
                {
                    byte[] damaged = kind switch
                    {
                        0 => sound[..place],
                        1 => [.. sound[..place], value, .. sound[(place + 1)..]],
                        2 => [.. sound[..place], value, .. sound[place..]],
                        _ => [.. sound[..place], .. sound[(place + 1)..]],
                    };
                    File.WriteAllBytes(path, damaged);
                    try
                    {
                        _ = OnnxPreprocessing.Read(path);
                        read++;
                    }
                    catch (InvalidDataException problem)
                    {
                        Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
                        refused++;
                    }
                },
                iter: rounds,
                threads: 1);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.InRange(read, rounds / 100, rounds);
        Assert.InRange(refused, rounds / 3, rounds);
    }

    private static void Refused(string json, string expected)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => OnnxPreprocessing.Parse(json, "d.json"));
        Assert.StartsWith("d.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
