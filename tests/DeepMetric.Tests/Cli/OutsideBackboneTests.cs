using System.Text.Json;
using DeepMetric.Onnx.Tests;
using DeepMetric.Sampling;
using SkiaSharp;

namespace DeepMetric.Tests.Cli;

/// <summary>The command line from a folder of images to numbers, with backbones that come as files. Nothing is replaced: these are the process's own verbs.</summary>
[Collection(CliCalls.Collection)]
public sealed class OutsideBackboneTests : IDisposable
{
    private static readonly string[] _classes = ["dunkel ü", "hell"];
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;
    private readonly string _pictures;

    public OutsideBackboneTests()
    {
        _pictures = Path.Combine(_root, "meine Bilder");
        for (int i = 0; i < 24; i++)
        {
            Draw(Path.Combine(_pictures, _classes[i % 2], $"Foto {i}.png"), i, bright: i % 2 == 1);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_TorchScript_module_is_trained_compared_embeds_and_is_judged()
    {
        string net = Path.Combine(_root, "net ü.pt");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Weights", "TorchScript", "tiny.pt"), net);

        // It takes grey images only, which shows before a folder is made.
        foreach (string verb in (string[])["compare", "train"])
        {
            string folder = Path.Combine(_root, $"refused {verb}");
            (int code, string output) = CliCalls.Run([verb, "--dataset", _pictures, "--backbone", net, "--out", folder, "--quiet", .. verb == "train" ? (string[])["--loss", "triplet"] : []]);
            Assert.Equal(2, code);
            Assert.Contains("[2, 3, 16, 16]", output, StringComparison.Ordinal);
            Assert.Contains("--grey", output, StringComparison.Ordinal);
            Assert.Contains("to have 1 channels, but got 3 channels instead.", output, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder));
        }

        RunAll(net, ["--grey", "--image-size", "8"], isFrozen: false);
    }

    [Fact]
    public void An_ONNX_model_serves_as_a_frozen_trunk_in_every_verb()
    {
        string net = Path.Combine(_root, "net ü.onnx");
        File.WriteAllBytes(net, Pooled());
        File.WriteAllText(Path.ChangeExtension(net, ".json"), """{ "height": 12, "width": 12, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.25, 0.3], "resize": "short-side-crop", "shortSide": 14 }""");
        RunAll(net, [], isFrozen: true);
    }

    private void RunAll(string net, string[] reading, bool isFrozen)
    {
        string Out(string name) => Path.Combine(_root, name);
        CliCalls.Succeed(["compare", "--dataset", _pictures, .. reading, "--backbone", net, "--seeds", "2", "--epochs", "1", "--forms", "author-code", "--out", Out("comparison"), "--quiet"]);
        Assert.Contains("src=\"data:image/png;base64,", File.ReadAllText(Path.Combine(Out("comparison"), "report.html")), StringComparison.Ordinal);

        JsonElement trained = CliCalls.Succeed(["train", "--dataset", _pictures, .. reading, "--backbone", net, "--loss", "triplet", "--epochs", "2", "--validation-share", "0.25", "--out", Out("training"), "--json", "--quiet"]);
        string model = trained.GetProperty("model").GetString()!;
        Assert.Equal(isFrozen, trained.GetProperty("spec").GetProperty("net").GetProperty("freezeTrunk").GetBoolean());

        // The folder can be moved, and the file that the backbone came from is no longer needed.
        string moved = Out("moved model");
        Directory.Move(model, moved);
        File.Delete(net);

        JsonElement embedded = CliCalls.Succeed(["embed", "--model", moved, "--dataset", _pictures, "--out", Out("all.npy"), "--json", "--quiet"]);
        Assert.Equal(24, embedded.GetProperty("items").GetInt32());
        JsonElement judged = CliCalls.Succeed(["evaluate", "--embeddings", Out("all.npy"), "--json", "--quiet"]);
        Assert.Equal(24, judged.GetProperty("items").GetInt32());

        // By default on the split that it was trained with, so with the very numbers that training gave.
        JsonElement evaluated = CliCalls.Succeed(["evaluate", "--model", moved, "--dataset", _pictures, "--json", "--quiet"]);
        Assert.Equal(trained.GetProperty("dataset").GetProperty("testItems").GetInt32(), evaluated.GetProperty("items").GetInt32());
        foreach (string number in (string[])["map-at-r", "recall-at-1", "linear-probe"])
        {
            Assert.Equal(trained.GetProperty("numbers").GetProperty(number).GetDouble(), evaluated.GetProperty("numbers").GetProperty(number).GetDouble(), 1e-6);
        }
    }

    private static void Draw(string file, int number, bool bright)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var random = new SeededRandom((ulong)number);
        using var bitmap = new SKBitmap(16, 16, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int i = 0; i < 256; i++)
        {
            int level = random.NextInt(160) + (bright ? 90 : 0);
            bitmap.SetPixel(i % 16, i / 16, new SKColor((byte)level, (byte)(level / 2), (byte)(255 - level)));
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, png.ToArray());
    }

    /// <summary>A convolution, its positive part and the mean over the image, for images [n, 3, 12, 12].</summary>
    private static byte[] Pooled()
    {
        var random = new SeededRandom(3);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian() / 4)];
        return OnnxBytes.Model(
            [
                OnnxBytes.Node("Conv", ["x", "w"], "c", OnnxBytes.Attribute("kernel_shape", 3L, 3L), OnnxBytes.Attribute("strides", 2L, 2L)),
                OnnxBytes.Node("Relu", ["c"], "r"), OnnxBytes.Node("GlobalAveragePool", ["r"], "p"), OnnxBytes.Node("Flatten", ["p"], "y", OnnxBytes.Attribute("axis", 1L)),
            ],
            [OnnxBytes.Tensor("w", [8, 3, 3, 3], Weights(8 * 27))],
            [OnnxBytes.Value("x", OnnxBytes.Float, 0, 3, 12, 12)],
            [OnnxBytes.Value("y", OnnxBytes.Float, 0, 8)]);
    }
}
