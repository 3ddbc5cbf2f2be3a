using System.Buffers.Binary;
using System.Text.Json;
using DeepMetric.Tests.Lab.Runner;

namespace DeepMetric.Tests.Cli;

/// <summary>A folder as somebody has it: two levels of classes, names of all kinds, and a broken, an empty and a huge file among the images.</summary>
[Collection(CliCalls.Collection)]
public sealed class OwnImagesTests : IDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string Empty = "Früchte & Gemüse/Äpfel rot/leer ü.jpg";
    private const string Broken = "道具 tools/ハンマー/壊れた <画像>.png";
    private const string Huge = "道具 tools/saw (hand)/riesig #1.bmp";

    private static readonly string[] _classes = ["Früchte & Gemüse/Äpfel rot", "Früchte & Gemüse/lange Gurken", "道具 tools/ハンマー", "道具 tools/saw (hand)"];
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;
    private readonly string _pictures;

    public OwnImagesTests()
    {
        _pictures = Path.Combine(_root, "meine Bilder");
        for (int i = 0; i < 32; i++)
        {
            SmallModel.WritePicture(Path.Combine(_pictures, _classes[i % 4], $"Foto {i} – Kopie.png"), i, side: 20 + (i % 5));
        }

        byte[] whole = File.ReadAllBytes(Path.Combine(_pictures, _classes[0], "Foto 0 – Kopie.png"));
        File.WriteAllBytes(Path.Combine(_pictures, Empty), []);
        File.WriteAllBytes(Path.Combine(_pictures, Broken), whole[..(whole.Length / 2)]);
        File.WriteAllBytes(Path.Combine(_pictures, Huge), HugeBitmap());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Goes_from_info_to_numbers_and_what_was_left_out_is_named()
    {
        JsonElement info = CliCalls.Succeed(["data", "info", _pictures, "--check", "--json"]);
        Assert.Equal(35, info.GetProperty("items").GetInt32());
        string told = JsonSerializer.Serialize(info, Readable);
        Assert.All((string[])[Empty, Broken, Huge], file => Assert.Contains(file, told, StringComparison.Ordinal));

        (int code, string refused) = CliCalls.Run(["compare", "--dataset", _pictures, "--out", Path.Combine(_root, "refused"), "--quiet"]);
        Assert.Equal(1, code);
        Assert.Contains("2 more of 35 images cannot be read either.", refused, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_root, "refused")));

        string[] reading = ["--dataset", _pictures, "--skip-broken"];
        string folder = Path.Combine(_root, "comparison");
        (code, string compared) = CliCalls.Run(["compare", .. reading, "--image-size", "16", "--seeds", "2", "--epochs", "1", "--forms", "author-code", "--out", folder, "--quiet"]);
        Assert.True(code == 0, compared);
        Assert.Contains("3 images could not be read and were left out", compared, StringComparison.Ordinal);
        string note = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "results.json"))).RootElement.GetProperty("dataset").GetProperty("notes")[0].GetString()!;
        string report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.All((string[])[Empty, Broken, Huge], file =>
        {
            Assert.Contains(file, note, StringComparison.Ordinal);
            Assert.Contains(file, System.Net.WebUtility.HtmlDecode(report), StringComparison.Ordinal);
        });
        Assert.DoesNotContain(_root, note, StringComparison.Ordinal);
        Assert.Contains("3 images could not be read and were left out", report, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,", report, StringComparison.Ordinal);
        Assert.DoesNotContain("no-picture\"", report, StringComparison.Ordinal);

        (code, string trained) = CliCalls.Run(["train", .. reading, "--image-size", "16", "--loss", "triplet", "--epochs", "1", "--out", Path.Combine(_root, "training"), "--quiet"]);
        Assert.True(code == 0, trained);
        Assert.Contains("3 images could not be read and were left out", trained, StringComparison.Ordinal);
        string model = Path.Combine(_root, "training", "model");
        JsonElement embedded = CliCalls.Succeed(["embed", "--model", model, .. reading, "--out", Path.Combine(_root, "all ü.csv"), "--json", "--quiet"]);
        Assert.Equal(32, embedded.GetProperty("items").GetInt32());
        Assert.Equal([Empty, Broken, Huge], embedded.GetProperty("skipped").EnumerateArray().Select(item => item.GetProperty("item").GetString()).OrderBy(item => Array.IndexOf([Empty, Broken, Huge], item)));
        JsonElement judged = CliCalls.Succeed(["evaluate", "--model", model, .. reading, "--json", "--quiet"]);
        Assert.Contains(judged.GetProperty("notes").EnumerateArray(), entry => entry.GetString()!.Contains(Broken, StringComparison.Ordinal));
    }

    /// <summary>The head of a bitmap of 900 megapixels, of which nothing follows.</summary>
    private static byte[] HugeBitmap()
    {
        byte[] file = new byte[58];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        file[10] = 54;
        file[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 30_000);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 30_000);
        file[26] = 1;
        file[28] = 24;
        return file;
    }
}
