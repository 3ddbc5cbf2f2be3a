using CsCheck;

namespace DeepMetric.Onnx.Tests;

public sealed class OnnxExtractorTests : IDisposable
{
    private static readonly OnnxPreprocessing Plain = new() { Height = 3, Width = 2, Mean = [0, 0, 0], Std = [1, 1, 1] };
    private readonly string _folder = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    private string ModelPath => Path.Combine(_folder, "model.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Equals_a_convolution_in_naive_loops()
    {
        const int outChannels = 4;
        float[] kernel = Values(outChannels * 3 * 2 * 2, 1);
        float[] bias = Values(outChannels, 2);
        byte[] model = OnnxBytes.Model(
            [
                OnnxBytes.Node("Conv", ["x", "w", "b"], "c"), OnnxBytes.Node("Relu", ["c"], "r"),
                OnnxBytes.Node("GlobalAveragePool", ["r"], "p"), OnnxBytes.Node("Flatten", ["p"], "y"),
            ],
            [OnnxBytes.Tensor("w", [outChannels, 3, 2, 2], kernel), OnnxBytes.Tensor("b", [outChannels], bias)],
            [OnnxBytes.Value("x", OnnxBytes.Float, 0, 3, 5, 4)],
            [OnnxBytes.Value("y", OnnxBytes.Float, 0, outChannels)]);
        OnnxPreprocessing description = Plain with { Height = 5, Width = 4, Mean = [0.4, 0.5, 0.6], Std = [0.2, 0.25, 0.5] };
        using OnnxExtractor extractor = Create(model, description);
        Assert.Equal(outChannels, extractor.FeatureSize);
        int active = 0;
        (from count in Gen.Int[1, 4] from values in Gen.Float[0, 1].Array[count * 3 * 5 * 4] select (count, values)).Sample(
            (count, values) =>
            {
                float[] found = extractor.Extract(values, count);
                double[] expected = [.. Enumerable.Range(0, count).SelectMany(n => NaiveFeatures(values.AsSpan(n * 60, 60), kernel, bias, description))];
                active += expected.Count(value => value > 0);
                return found.Length == expected.Length && found.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
            },
            iter: 100,
            threads: 1);
        Assert.True(active > 100);
    }

    [Fact]
    public void Layout_order_and_range_are_those_described()
    {
        // One pixel: red 0.25, green 0.5, blue 1; into 0..255, halved, mean 1, 2, 3, deviation 2, 4, 8.
        OnnxPreprocessing description = new()
        {
            Height = 1,
            Width = 1,
            Layout = TensorLayout.ChannelsLast,
            Channels = ChannelOrder.BlueGreenRed,
            ValueRange = [0, 255],
            Scale = 0.5,
            Mean = [1, 2, 3],
            Std = [2, 4, 8],
        };
        using OnnxExtractor extractor = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 1, 1, 3), description);
        float[] found = extractor.Extract([0.25f, 0.5f, 1f], 1);
        float[] expected = [(127.5f - 3) / 8, (63.75f - 2) / 4, (31.875f - 1) / 2];
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData(TensorLayout.ChannelsFirst, ChannelOrder.RedGreenBlue)]
    [InlineData(TensorLayout.ChannelsFirst, ChannelOrder.BlueGreenRed)]
    [InlineData(TensorLayout.ChannelsLast, ChannelOrder.RedGreenBlue)]
    [InlineData(TensorLayout.ChannelsLast, ChannelOrder.BlueGreenRed)]
    public void Every_value_goes_to_its_place(TensorLayout layout, ChannelOrder order)
    {
        byte[] model = layout == TensorLayout.ChannelsFirst ? OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2) : OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 2, 3);
        using OnnxExtractor extractor = Create(model, Plain with { Layout = layout, Channels = order });
        float[] values = [.. Enumerable.Range(0, 36).Select(i => (float)i)];
        float[] found = extractor.Extract(values, 2);
        float[] expected = new float[36];
        int next = 0;
        for (int n = 0; n < 2; n++)
        {
            foreach ((int c, int y, int x) in layout == TensorLayout.ChannelsFirst
                ? from c in Enumerable.Range(0, 3) from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 2) select (c, y, x)
                : from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 2) from c in Enumerable.Range(0, 3) select (c, y, x))
            {
                int source = order == ChannelOrder.BlueGreenRed ? 2 - c : c;
                expected[next++] = values[(n * 18) + (source * 6) + (y * 2) + x];
            }
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_fixed_batch_gives_what_single_items_give(int count)
    {
        float[] values = Values(count * 18, 3);
        using OnnxExtractor any = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain);
        using OnnxExtractor four = Create(OnnxBytes.Echo(OnnxBytes.Float, 4, 3, 3, 2), Plain);
        Assert.Equal(4, four.FixedBatch);
        Assert.Null(any.FixedBatch);
        Assert.Equal(values, any.Extract(values, count));
        Assert.Equal(values, four.Extract(values, count));
    }

    [Fact]
    public void Maps_are_averaged_over_their_places()
    {
        byte[] model = OnnxBytes.Model([OnnxBytes.Node("Relu", ["x"], "y")], [], [OnnxBytes.Value("x", OnnxBytes.Float, 0, 3, 3, 2)], [OnnxBytes.Value("y", OnnxBytes.Float, 0, 3, 3, 2)]);
        float[] values = [.. Enumerable.Range(0, 36).Select(i => (float)i)];
        using OnnxExtractor pooled = Create(model, Plain);
        Assert.Equal([2.5f, 8.5f, 14.5f, 20.5f, 26.5f, 32.5f], pooled.Extract(values, 2));
        using OnnxExtractor flat = Create(model, Plain with { Pooling = OutputPooling.Flatten });
        Assert.Equal(values, flat.Extract(values, 2));
    }

    [Fact]
    public void Half_precision_in_and_out_is_converted()
    {
        using OnnxExtractor extractor = Create(OnnxBytes.Echo(OnnxBytes.Half, 0, 3, 3, 2), Plain);
        float[] values = [.. Enumerable.Range(0, 18).Select(i => i / 16f)];
        Assert.Equal(values, extractor.Extract(values, 1));
    }

    [Fact]
    public void The_second_output_can_be_asked_for()
    {
        byte[] model = OnnxBytes.Model(
            [OnnxBytes.Node("Flatten", ["x"], "logits"), OnnxBytes.Node("GlobalAveragePool", ["x"], "maps")],
            [],
            [OnnxBytes.Value("x", OnnxBytes.Float, 0, 3, 3, 2)],
            [OnnxBytes.Value("logits", OnnxBytes.Float, 0, 18), OnnxBytes.Value("maps", OnnxBytes.Float, 0, 3, 1, 1)]);
        using OnnxExtractor first = Create(model, Plain);
        using OnnxExtractor second = Create(model, Plain with { Output = "maps", Input = "x" });
        Assert.Equal((18, 3), (first.FeatureSize, second.FeatureSize));
    }

    [Fact]
    public void Threads_change_no_value()
    {
        float[] values = Values(8 * 18, 5);
        using OnnxExtractor one = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain, new() { Threads = 1 });
        using OnnxExtractor two = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain, new() { Threads = 2 });
        Assert.Equal(one.Extract(values, 8), two.Extract(values, 8));
    }

    [Fact]
    public void The_fingerprint_follows_model_and_description()
    {
        using OnnxExtractor first = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain);
        using OnnxExtractor same = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain with { });
        using OnnxExtractor described = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain with { Mean = [0, 0, 0.5] });
        using OnnxExtractor other = Create(OnnxBytes.Echo(OnnxBytes.Float, 2, 3, 3, 2), Plain);
        Assert.Equal(first.Fingerprint, same.Fingerprint);
        Assert.Equal(3, new[] { first.Fingerprint, described.Fingerprint, other.Fingerprint }.Distinct().Count());
    }

    [Fact]
    public void A_model_is_opened_with_the_description_beside_it()
    {
        File.WriteAllBytes(ModelPath, OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2));
        File.WriteAllText(Path.Combine(_folder, "model.json"), Plain.ToJson());
        using OnnxExtractor extractor = OnnxExtractor.Open(ModelPath);
        Assert.Equal(18, extractor.FeatureSize);
    }

    [Fact]
    public void Misfits_are_refused_at_opening_by_name_and_shape()
    {
        byte[] echo = OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2);
        Refused(echo, Plain with { Height = 4 }, "an input 'x' of shape [n, 3, 4, 2] as described, found [n, 3, 3, 2]");
        Refused(echo, Plain with { Layout = TensorLayout.ChannelsLast }, "found [n, 3, 3, 2]");
        Refused(echo, Plain with { Input = "image" }, "an input 'image', found x");
        Refused(echo, Plain with { Output = "features" }, "an output 'features', found y");
        Refused(echo, Plain with { Pooling = OutputPooling.FirstToken }, "pooled as described (FirstToken), found one of shape [1, 18]");
        Refused(OnnxBytes.Echo(OnnxBytes.UInt8, 0, 3, 3, 2), Plain, "float32 or float16, found UInt8");
        Refused(OnnxBytes.Echo(OnnxBytes.Float, 0, 18), Plain, "found [n, 18]");
        Refused(echo[..40], Plain, "an ONNX model that ONNX Runtime can run");
        Refused([], Plain, "an ONNX model that ONNX Runtime can run");
        Refused("not a model"u8.ToArray(), Plain, "an ONNX model that ONNX Runtime can run");
        Assert.Throws<FileNotFoundException>(() => new OnnxExtractor(Path.Combine(_folder, "none.onnx"), Plain));
        Assert.Throws<ArgumentException>(() => Create(echo, Plain with { Std = [1, 1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(echo, Plain, new() { Threads = -1 }));
    }

    [Fact]
    public void An_output_without_a_row_per_item_is_refused()
    {
        byte[] model = OnnxBytes.Model(
            [OnnxBytes.Node("Reshape", ["x", "shape"], "y")],
            [OnnxBytes.Tensor("shape", [2, -1])],
            [OnnxBytes.Value("x", OnnxBytes.Float, 0, 3, 3, 2)],
            [OnnxBytes.Value("y", OnnxBytes.Float, 0, 0)]);
        Refused(model, Plain, "one row for each of 1 items, found one of shape [2, 9]");
    }

    [Fact]
    public void A_batch_of_another_length_is_refused()
    {
        using OnnxExtractor extractor = Create(OnnxBytes.Echo(OnnxBytes.Float, 0, 3, 3, 2), Plain);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => extractor.Extract(new float[35], 2));
        Assert.Contains("2 images of shape [3, 3, 2], 36 values, found 35", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => extractor.Extract([], -1));
    }

    private static float[] Values(int count, ulong seed)
    {
        var values = new float[count];
        ulong state = seed;
        for (int i = 0; i < count; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            values[i] = ((state >> 40) / (float)(1 << 23)) - 1;
        }

        return values;
    }

    private static double[] NaiveFeatures(ReadOnlySpan<float> image, float[] kernel, float[] bias, OnnxPreprocessing description)
    {
        double[] features = new double[bias.Length];
        for (int o = 0; o < bias.Length; o++)
        {
            for (int y = 0; y < 4; y++)
            {
                for (int x = 0; x < 3; x++)
                {
                    double sum = bias[o];
                    for (int c = 0; c < 3; c++)
                    {
                        for (int k = 0; k < 4; k++)
                        {
                            double pixel = image[(c * 20) + ((y + (k / 2)) * 4) + x + (k % 2)];
                            sum += (pixel - description.Mean[c]) / description.Std[c] * kernel[(o * 12) + (c * 4) + k];
                        }
                    }

                    features[o] += Math.Max(0, sum) / 12;
                }
            }
        }

        return features;
    }

    private OnnxExtractor Create(byte[] model, OnnxPreprocessing description, OnnxExtractorOptions? options = null)
    {
        File.WriteAllBytes(ModelPath, model);
        return new OnnxExtractor(ModelPath, description, options);
    }

    private void Refused(byte[] model, OnnxPreprocessing description, string expected)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => Create(model, description));
        Assert.StartsWith(ModelPath, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
