using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace DeepMetric.Tests.Golden;

/// <summary>A file of golden cases: one class of one kind, computed by an independent program in double.</summary>
/// <remarks><c>DEEPMETRIC_GOLDEN</c> names another folder of files of the same schema.</remarks>
public sealed class GoldenFile
{
    private static readonly ConcurrentDictionary<string, GoldenFile?> Files = new();

    private GoldenFile(JsonElement root)
    {
        double relative = root.GetProperty("rtol").GetDouble();
        double absolute = root.GetProperty("atol").GetDouble();
        Cases = [.. root.GetProperty("cases").EnumerateArray().Select(element => new GoldenCase(element, relative, absolute))];
    }

    public static string Folder =>
        Environment.GetEnvironmentVariable("DEEPMETRIC_GOLDEN") ?? Path.Combine(AppContext.BaseDirectory, "Golden", "Data");

    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>The ids of a file's cases, each a test of its own, so that the runner's summary counts them.</summary>
    public static IEnumerable<TheoryDataRow<string>> Ids(string kindAndClass) => Load(kindAndClass) is { } file
        ? file.Cases.Select(golden => new TheoryDataRow<string>(golden.Id))
        : [new TheoryDataRow<string>("none") { Skip = $"The folder of golden cases holds no {kindAndClass}.json." }];

    /// <summary>Runs a check over one case.</summary>
    public static void Check(string kindAndClass, string id, Action<GoldenCase> check)
    {
        GoldenCase golden = Load(kindAndClass)!.Cases.Single(golden => golden.Id == id);
        Assert.SkipWhen(golden.IsExcepted, "The case sits on a kink, or records an accident of its source.");
        check(golden);
    }

    private static GoldenFile? Load(string kindAndClass) => Files.GetOrAdd(kindAndClass, name =>
    {
        string path = Path.Combine(Folder, name + ".json");
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new GoldenFile(document.RootElement.Clone());
    });
}

/// <summary>One golden case: its inputs, its expected results and its tolerance.</summary>
public sealed class GoldenCase(JsonElement element, double relative, double absolute)
{
    private readonly double _relative = element.TryGetProperty("rtol", out JsonElement own) ? own.GetDouble() : relative;
    private readonly double _absolute = element.TryGetProperty("atol", out JsonElement own) ? own.GetDouble() : absolute;

    public string Id { get; } = element.GetProperty("id").GetString()!;

    public string Class { get; } = element.GetProperty("class").GetString()!;

    public JsonElement Json { get; } = element;

    public JsonElement Expected => Json.GetProperty("expected");

    /// <summary>Whether the case sits on a kink or records an accident of its source; such cases need not be matched.</summary>
    public bool IsExcepted =>
        (Json.TryGetProperty("smooth", out JsonElement smooth) && !smooth.GetBoolean()) || HasTag("quirk");

    public bool HasTag(string tag) => Json.TryGetProperty("tags", out JsonElement tags) && tags.EnumerateArray().Any(entry => entry.GetString() == tag);

    /// <summary>A field that is present and not null.</summary>
    public JsonElement? Field(string name) => FieldOf(Json, name);

    public static JsonElement? FieldOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var other => double.Parse(other!, CultureInfo.InvariantCulture),
        }
        : value.GetDouble();

    public static double[] Vector(JsonElement value) => [.. value.EnumerateArray().Select(Number)];

    public static int[] Integers(JsonElement value) => [.. value.EnumerateArray().Select(entry => entry.GetInt32())];

    public static double[][] Matrix(JsonElement value) => [.. value.EnumerateArray().Select(Vector)];

    /// <summary>Asserts |found - expected| ≤ atol + rtol · max(|found|, |expected|).</summary>
    public void AssertClose(double expected, double found, string what)
    {
        bool close = double.IsNaN(expected)
            ? double.IsNaN(found)
            : expected.Equals(found) || Math.Abs(found - expected) <= _absolute + (_relative * Math.Max(Math.Abs(found), Math.Abs(expected)));
        Assert.True(close, $"{what}: expected {expected:R}, found {found:R}");
    }

    public void AssertClose(double[] expected, double[] found, string what)
    {
        Assert.True(expected.Length == found.Length, $"{what}: expected {expected.Length} numbers, found {found.Length}");
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], found[i], $"{what}[{i}]");
        }
    }
}
