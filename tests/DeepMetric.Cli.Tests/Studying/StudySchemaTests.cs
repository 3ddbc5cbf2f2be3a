using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Tests.Explaining;
using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runner.Replication;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tests;
using DeepMetric.Lab.Tuning;
using DeepMetric.Losses;
using DeepMetric.Miners;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Studying;

/// <summary>The JSON schema of studies says what the records say, the studies of the repository keep it, and docs/studies.md shows all of it.</summary>
public sealed class StudySchemaTests
{
    private static readonly JsonObject Root = JsonNode.Parse(File.ReadAllText(RepositoryFolder.Of("docs/study.schema.json")))!.AsObject();
    private static readonly JsonSchema Schema = new(Root);
    private static readonly (string Keyword, string Word)[] Bounds = [("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"), ("exclusiveMaximum", "below")];

    // A record as its author writes it, with nothing but what is required.
    private static readonly (string Name, Type Record, string Least)[] Objects =
    [
        ("study", typeof(StudyFile), """{ "name": "a", "datasets": [], "arms": [] }"""),
        ("dataset", typeof(StudyDataset), """{ "name": "a" }"""),
        ("net", typeof(StudyNet), "{}"),
        ("optimization", typeof(OptimizationSpec), """{ "learningRate": 1 }"""),
        ("arm", typeof(StudyArm), """{ "loss": "a" }"""),
        ("miner", typeof(MinerSpec), """{ "name": "a" }"""),
        ("range", typeof(ParameterRange), """{ "name": "a", "kind": "linear" }"""),
        ("tuning", typeof(StudyTuning), "{}"),
        ("marginMatching", typeof(StudyMarginMatching), "{}"),
        ("quick", typeof(StudyQuick), "{}"),
        ("published", typeof(PublishedNumber), """{ "dataset": "a", "arm": "a", "metric": "a", "value": 0, "source": "a" }"""),
    ];

    public static TheoryData<string> Studies => [.. Directory.GetFiles(RepositoryFolder.Of("studies"), "*.json").Select(path => $"studies/{Path.GetFileName(path)}")];

    [Fact]
    public void It_has_the_members_of_the_records_with_their_types_and_nothing_else()
    {
        Assert.Equal(
            Objects.Skip(1).Select(entry => entry.Name).Order(),
            Root["$defs"]!.AsObject().Where(entry => entry.Value!["type"]?.GetValue<string>() == "object").Select(entry => entry.Key).Order());
        Assert.All(Objects, entry =>
        {
            JsonObject schema = SchemaOf(entry.Name);
            PropertyInfo[] members = MembersOf(entry.Record);
            Assert.Equal(members.Select(NameOf).Order(), schema["properties"]!.AsObject().Select(member => member.Key).Order());
            Assert.Equal(
                members.Where(member => member.GetCustomAttribute<RequiredMemberAttribute>() is not null).Select(NameOf).Order(),
                (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).Order());
            Assert.False(schema["additionalProperties"]!.GetValue<bool>());
            Assert.All(members, member => AssertType(member.PropertyType, schema["properties"]![NameOf(member)]!.AsObject()));
        });
    }

    [Fact]
    public void Everything_in_it_is_described_and_every_keyword_is_checked_here()
    {
        Assert.Empty(Schema.UnknownKeywords());
        Assert.All(Objects.SelectMany(entry => SchemaOf(entry.Name)["properties"]!.AsObject()), member => Assert.EndsWith(".", member.Value!["description"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public void Its_defaults_are_those_of_the_records() => Assert.All(Objects, entry =>
    {
        object record = JsonSerializer.Deserialize(entry.Least, entry.Record, LabJson.Indented)!;
        JsonObject written = JsonSerializer.SerializeToNode(record, entry.Record, LabJson.Indented)!.AsObject();
        foreach ((string name, JsonNode? member) in SchemaOf(entry.Name)["properties"]!.AsObject())
        {
            bool required = SchemaOf(entry.Name)["required"]?.AsArray().Any(known => known!.GetValue<string>() == name) == true;
            JsonNode? expected = required || Schema.Follow(member!.AsObject()).ContainsKey("properties") ? null : written[name];
            JsonNode? found = member!["default"];
            Assert.True(JsonNode.DeepEquals(expected, found), $"{entry.Name}.{name}: the record has {expected?.ToJsonString() ?? "none"}, the schema {found?.ToJsonString() ?? "none"}");
        }
    });

    [Fact]
    public void Its_names_are_those_that_are_known()
    {
        AssertNames(LossCatalog.Names.Concat(DrawnPairsLoss.Names), Root["$defs"]!["loss"]!);
        AssertNames(MinerCatalog.Names, Root["$defs"]!["minerName"]!);
        AssertNames(MetricCatalog.All.Select(metric => metric.Id), Root["$defs"]!["metric"]!);
        // A saved split is given by its path, for which studies have no member.
        AssertNames(SplitKinds.Names.Where(name => name != "file"), Root["$defs"]!["dataset"]!["properties"]!["split"]!);
        AssertNames(Optimization.Schedules, Root["$defs"]!["optimization"]!["properties"]!["schedule"]!);
        AssertNames([FormNames.AuthorCode, FormNames.Paper, FormNames.Pml], Root["$defs"]!["arm"]!["properties"]!["form"]!);
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void The_studies_of_the_repository_keep_it(string path) => AssertValid(File.ReadAllText(RepositoryFolder.Of(path)));

    [Fact]
    public void The_study_that_new_writes_keeps_it()
    {
        using var folder = new TemporaryFolder();
        using var console = new TestConsole();
        using var error = new StringWriter();
        string path = Path.Combine(folder.FolderPath, "mine.json");
        Assert.Equal(ExitCodes.Success, new CommandLine(console, error, [LabNewCommand.Create(console)]).Run(["new", path]));
        AssertValid(File.ReadAllText(path));
        StudyReader.Read(path);
    }

    [Theory]
    [InlineData("name", "\"a name\"", "pattern")]
    [InlineData("seeds", "0", "minimum")]
    [InlineData("seeds", "1.5", "expected integer")]
    [InlineData("folds", "1", "minimum")]
    [InlineData("device", "\"tpu\"", "expected one of")]
    [InlineData("tracks", "[]", "too few items")]
    [InlineData("tracks", "[\"tuned\", \"tuned\"]", "an item twice")]
    [InlineData("metrics", "[\"map\", \"mop\"]", "expected one of")]
    [InlineData("arms", "[{ \"loss\": \"triplet\" }]", "too few items")]
    [InlineData("arms", "[{ \"loss\": \"triplet\" }, { \"name\": \"b\" }]", "loss is missing")]
    [InlineData("tuning", "{ \"trials\": 1 }", "minimum")]
    [InlineData("tuning", "{ \"validationShare\": 1 }", "exclusiveMaximum")]
    [InlineData("tuning", "{ \"trails\": 9 }", "trails is unknown")]
    [InlineData("datasets", "[{ \"name\": \"digits\", \"optimization\": { \"learningRate\": 0 } }]", "exclusiveMinimum")]
    [InlineData("datasets", "[{ \"name\": \"digits\", \"optimization\": { \"learningRate\": 1, \"warmUp\": 2 } }]", "maximum")]
    [InlineData("schema", "\"deepmetric-study/2\"", "expected deepmetric-study/1")]
    [InlineData("shuffledCanary", "1", "expected boolean")]
    public void What_is_wrong_is_refused(string member, string value, string problem)
    {
        JsonObject study = JsonNode.Parse("""{ "name": "a", "datasets": [{ "name": "digits" }], "arms": [{ "loss": "contrastive" }, { "loss": "triplet" }] }""")!.AsObject();
        Assert.Empty(Schema.Problems(study));
        study[member] = JsonNode.Parse(value);
        Assert.Contains(problem, Assert.Single(Schema.Problems(study)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_on_studies_has_every_member()
    {
        string page = File.ReadAllText(RepositoryFolder.Of("docs/studies.md")).ReplaceLineEndings("\n");
        Assert.All(Objects, entry => Assert.Contains(TableOf(entry.Name), page, StringComparison.Ordinal));
    }

    private static void AssertValid(string text) =>
        Assert.Empty(Schema.Problems(JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })));

    private static void AssertNames(IEnumerable<string> expected, JsonNode schema) => Assert.Equal(expected.Order(StringComparer.Ordinal), NamesOf(schema).Order(StringComparer.Ordinal));

    private static IEnumerable<string> NamesOf(JsonNode schema) => schema["enum"]!.AsArray().Select(name => name!.GetValue<string>());

    private static JsonObject SchemaOf(string name) => name == "study" ? Root : Root["$defs"]![name]!.AsObject();

    private static PropertyInfo[] MembersOf(Type record) => [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.CanWrite)];

    private static string NameOf(PropertyInfo member) => member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static void AssertType(Type type, JsonObject schema)
    {
        JsonObject followed = Schema.Follow(schema);
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (Objects.FirstOrDefault(entry => entry.Record == plain) is { Name: { } name })
        {
            Assert.Same(SchemaOf(name), followed);
        }
        else if (plain.IsEnum)
        {
            AssertNames(Enum.GetNames(plain).Select(JsonNamingPolicy.KebabCaseLower.ConvertName), followed);
        }
        else if (plain.IsGenericType)
        {
            Assert.Equal("array", followed["type"]!.GetValue<string>());
            AssertType(plain.GetGenericArguments()[0], followed["items"]!.AsObject());
        }
        else if (plain == typeof(ParameterValue))
        {
            Assert.Equal("""["number","string","boolean"]""", followed["type"]!.ToJsonString());
        }
        else
        {
            string expected = plain == typeof(string) ? "string" : plain == typeof(bool) ? "boolean" : plain == typeof(int) ? "integer" : plain == typeof(double) ? "number" : "object";
            string? found = followed["type"]?.GetValue<string>() ?? ((followed["const"] ?? followed["enum"]?[0])?.GetValueKind() == JsonValueKind.String ? "string" : null);
            Assert.Equal(expected, found);
        }
    }

    /// <summary>The table of an object's members as docs/studies.md has it.</summary>
    private static string TableOf(string name)
    {
        JsonObject schema = SchemaOf(name);
        string[] required = [.. (schema["required"]?.AsArray() ?? []).Select(member => member!.GetValue<string>())];
        IEnumerable<string> rows = schema["properties"]!.AsObject().Select(member =>
        {
            string standard = required.Contains(member.Key) ? " required" : member.Value!["default"] is { } value ? $" `{Written(value)}`" : string.Empty;
            return $"| `{member.Key}` | {member.Value!["description"]} | {ValuesOf(member.Value.AsObject())} |{standard} |";
        });
        return string.Join("\n", ["| member | what it is | values | default |", "|---|---|---|---|", .. rows]) + "\n";
    }

    private static string Written(JsonNode value) => value.ToJsonString().Replace(",", ", ", StringComparison.Ordinal);

    private static string ValuesOf(JsonObject schema)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            string name = reference["#/$defs/".Length..];
            JsonObject followed = Schema.Follow(schema);
            return name switch
            {
                "loss" => "a name of `list losses`",
                "minerName" => "a name of `list miners`",
                "metric" => "a metric's id",
                _ => followed.ContainsKey("enum") ? ValuesOf(followed) : $"[{name}](#{name.ToLowerInvariant()})",
            };
        }

        if ((schema["const"] ?? schema["enum"]) is { } named)
        {
            return string.Join(", ", (named is JsonArray several ? several.Select(value => value!.GetValue<string>()) : [named.GetValue<string>()]).Select(value => $"`{value}`"));
        }

        return schema["type"] is not JsonValue type ? "number, text, true or false" : type.GetValue<string>() switch
        {
            "boolean" => "true or false",
            "string" => "text",
            "array" => $"list of {ValuesOf(schema["items"]!.AsObject())}",
            "integer" => $"whole number{BoundsOf(schema)}",
            "number" => $"number{BoundsOf(schema)}",
            string other => other,
        };
    }

    private static string BoundsOf(JsonObject schema) =>
        string.Concat(Bounds.Where(bound => schema.ContainsKey(bound.Keyword)).Select(bound => $" {bound.Word} {schema[bound.Keyword]!.ToJsonString()}"));
}
