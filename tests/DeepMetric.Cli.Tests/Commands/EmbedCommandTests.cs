using System.Text.Json.Nodes;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class EmbedCommandTests
{
    private static readonly EmbeddingRecord Record = new()
    {
        Model = new ModelFacts { WeightsSha256 = "ab", Backbone = "convnet", Loss = "triplet", Dataset = "mnist" },
        Dataset = "meine Bilder",
        Part = "test",
        Split = new SplitSpec { Name = "closed-set", Kind = "closed-set", Sha256 = "cd" },
        Items = 10_000,
        Dimension = 64,
        WithoutClass = 3,
        DataSha256 = "ef",
        Skipped = [new("a/leer.png", "expected an image, found an empty file."), new("b.jpg", "expected a whole Jpeg image, found one that ends too early.")],
        Notes = ["Files that are no images were ignored: 1 .txt."],
    };

    [Theory]
    [InlineData("", "--model: expected it to be given, found none.")]
    [InlineData("--model (model) --out x.txt", "--out: expected a file name that ends in .npy, .csv or .parquet, found 'x.txt'.")]
    [InlineData("--model (model) --out x.npy", "expected --dataset or image files, found neither.")]
    [InlineData("--model (model) --out x.npy --dataset digits (model)/model.json", "expected --dataset or image files, found both.")]
    [InlineData("--model /none --out x.npy --dataset digits", "--model: expected a folder with a model, found no folder '/none'.")]
    [InlineData("--model (folder) --out x.npy --dataset digits", "--model: expected a folder with a model (model.json and model.safetensors), found no model.json in '(folder)'.")]
    [InlineData("--model (model) --out /none/x.npy --dataset digits", "--out: expected a file in an existing folder, found no folder '/none'.")]
    [InlineData("--model (model) --out x.npy --dataset digits --resum", "expected an existing image file or an option of embed, found '--resum'. Did you mean --resume?")]
    [InlineData("--model (model) --out x.npy (model)", "expected an existing image file or an option of embed, found '(model)'. A folder is given by --dataset.")]
    [InlineData("--model (model) --out x.npy --dataset digits --part tests", "--part: expected one of all, train, validation, test, found 'tests'. Did you mean test?")]
    [InlineData("--model (model) --out x.npy --dataset digits --batch 0", "--batch: expected a whole number of 1 or more, found '0'.")]
    [InlineData("--model (model) --out (left) --dataset digits", "--out: expected no unfinished output, found '(left).part': go on with it by --resume, or delete it and '(left).part.jsonl'.")]
    public void Refuses_what_cannot_be_right_in_one_line(string options, string message)
    {
        using var cli = new FakeCli();
        string Filled(string text) => text.Replace("(model)", Model(cli), StringComparison.Ordinal)
            .Replace("(left)", Path.Combine(cli.Folder, "left.npy"), StringComparison.Ordinal).Replace("(folder)", cli.Folder, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(cli.Folder, "left.npy.part"), "");
        CliOutcome outcome = cli.Run(["embed", .. Filled(options).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((ExitCodes.Usage, string.Empty), (outcome.Code, outcome.Output));
        Assert.StartsWith($"deepmetric: {Filled(message).Replace(cli.Folder, "(folder)", StringComparison.Ordinal)}", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Asks_for_what_was_given()
    {
        EmbeddingJob? asked = null;
        using var cli = new FakeCli { Embedding = (job, _) => (asked = job, Record).Record };
        string output = Path.Combine(cli.Folder, "x.csv");
        CliOutcome outcome = cli.Run(
            "embed", "--model", Model(cli), "--dataset", "digits", "--out", output, "--part", "test", "--split", "closed-set", "--split-seed", "7", "--skip-broken", "--batch", "3", "--threads", "2", "--resume", "--quiet");
        Assert.Equal(string.Empty, outcome.Error);
        Assert.Equal(("digits", output, ItemPart.Test, true, 3, 2, true, "cpu"), (asked!.Dataset, asked.OutputPath, asked.Part, asked.SkipBroken, asked.BatchSize, asked.Threads, asked.Resume, asked.Device));
        Assert.Equal(new SplitChoice { Kind = SplitKind.ClosedSet, Seed = 7 }, asked.Data.Split);
        cli.Run("embed", "--model", Model(cli), Path.Combine(Model(cli), "model.json"), "--out", output, "--quiet");
        Assert.Equal([Path.Combine(Model(cli), "model.json")], asked.Files);
        Assert.Null(asked.Part);
        Assert.Null(asked.Data.Split);
    }

    [Fact]
    public void Lines_read_as_approved()
    {
        using var cli = new FakeCli { Embedding = (_, _) => Record, Time = new StoppedTime() };
        string[] command = ["embed", "--model", Model(cli), "--dataset", "digits", "--out", Path.Combine(cli.Folder, "x.npy")];
        CliOutcome outcome = Cultures.Same(() => cli.Run(command));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check("embed", outcome.Output);
    }

    [Fact]
    public void Json_is_the_record_with_paths_before_it()
    {
        using var cli = new FakeCli { Embedding = (_, _) => Record, Width = 20 };
        CliOutcome outcome = cli.Run("embed", "--model", Model(cli), "--dataset", "digits", "--out", Path.Combine(cli.Folder, "x.npy"), "--json");
        JsonObject document = JsonNode.Parse(outcome.Output)!.AsObject();
        Assert.Equal(["output", "labels", "record", "schema"], document.Select(member => member.Key).Take(4));
        Assert.Equal(("deepmetric-embedding/1", 10_000, "a/leer.png"), ((string?)document["schema"], (int)document["items"]!, (string?)document["skipped"]![0]!["item"]));
        Assert.EndsWith("x.items.csv", (string?)document["labels"], StringComparison.Ordinal);
    }

    [Fact]
    public void Stopped_it_tells_the_command_that_goes_on()
    {
        using var cli = new FakeCli { Embedding = (_, _) => throw new OperationCanceledException() };
        string picture = Path.Combine(cli.Folder, "ein Bild.png");
        File.WriteAllText(picture, "");
        CliOutcome outcome = cli.Run("embed", picture, "--model", Model(cli), "--out", Path.Combine(cli.Folder, "x.npy"), "--batch", "5");
        Assert.Equal(ExitCodes.Interrupted, outcome.Code);
        Assert.Equal(
            ["Stopped; what is done is kept. To go on:", "  deepmetric embed --model (folder)/model --out (folder)/x.npy --batch 5 --resume '(folder)/ein Bild.png'"],
            outcome.Error.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
    }

    private static string Model(FakeCli cli)
    {
        string folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "model")).FullName;
        File.WriteAllText(Path.Combine(folder, "model.json"), "{}");
        return folder;
    }

    private sealed class StoppedTime : TimeProvider
    {
        private long _asked;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 4 * _asked++;
    }
}
