using System.Globalization;
using System.Text.Json;

namespace DeepMetric.Tests.Golden;

/// <summary>A file of golden cases: one class of one kind, computed by an independent program in double.</summary>
/// <remarks><c>DEEPMETRIC_GOLDEN</c> names another folder of files of the same schema.</remarks>
public sealed class GoldenFile
{
    private readonly double _relative;
    private readonly double _absolute;

    private GoldenFile(JsonElement root)
    {
        _relative = root.GetProperty("rtol").GetDouble();
        _absolute = root.GetProperty("atol").GetDouble();
        Cases = [.. root.GetProperty("cases").EnumerateArray().Select(element => new GoldenCase(element, _relative, _absolute))];
    }

    public static string Folder =>
        Environment.GetEnvironmentVariable("DEEPMETRIC_GOLDEN") ?? Path.Combine(AppContext.BaseDirectory, "Golden", "Data");

    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>Runs a check over every case of a file, collects all that fail, and prints how many were checked.</summary>
    public static void CheckAll(string kindAndClass, Action<GoldenCase> check)
    {
        string path = Path.Combine(Folder, kindAndClass + ".json");
        Assert.SkipUnless(File.Exists(path), $"{Folder} holds no {kindAndClass}.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        var file = new GoldenFile(document.RootElement.Clone());
        var failures = new List<string>();
        int excepted = 0;
        foreach (GoldenCase golden in file.Cases)
        {
            try
            {
                check(golden);
            }
            catch (GoldenExceptedException)
            {
                excepted++;
            }
            catch (Exception problem)
            {
                failures.Add($"{golden.Id}: {problem.GetType().Name}: {problem.Message}");
            }
        }

        string line = $"golden {kindAndClass}: {file.Cases.Count - excepted} of {file.Cases.Count} cases checked, {excepted} excepted (not smooth or quirk), {failures.Count} failed";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
        Assert.True(failures.Count == 0, string.Join("\n", failures.Take(20)));
        Assert.NotEmpty(file.Cases);
    }
}

/// <summary>One golden case: its inputs, its expected results and its tolerance.</summary>
public sealed class GoldenCase(JsonElement element, double relative, double absolute)
{
    private readonly double _relative = element.TryGetProperty("rtol", out JsonElement own) ? own.GetDouble() : relative;
    private readonly double _absolute = element.TryGetProperty("atol", out JsonElement own) ? own.GetDouble() : absolute;

    public string Id { get; } = element.GetProperty("id").GetString()!;

    public JsonElement Json { get; } = element;

    public JsonElement Expected => Json.GetProperty("expected");

    /// <summary>Whether the case sits on a kink or records an accident of its source; such cases need not be matched.</summary>
    public bool IsExcepted =>
        (Json.TryGetProperty("smooth", out JsonElement smooth) && !smooth.GetBoolean()) || HasTag("quirk");

    public bool HasTag(string tag) => Json.TryGetProperty("tags", out JsonElement tags) && tags.EnumerateArray().Any(entry => entry.GetString() == tag);

    /// <summary>Leaves the case out of the count of those checked.</summary>
    public void Except() => throw new GoldenExceptedException(Id);

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

/// <summary>Says that a case is one of those that need not be matched.</summary>
public sealed class GoldenExceptedException(string id) : Exception($"{id} is excepted");
