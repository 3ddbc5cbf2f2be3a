using System.Text.Json.Nodes;
using DeepMetric.Cli.Tests.Training;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class LossOptionsTests
{
    private static readonly string[] Losses = ["contrastive", "triplet", "ntxent", "supcon"];

    [Fact]
    public void Options_come_from_the_command_line_and_from_a_file_and_the_command_line_goes_before()
    {
        using var cli = new FakeCli { Losses = Losses };
        string file = Write(cli, """
            {
                // What was found to be best.
                "ntxent": { "temperature": 0.3 },
                "supcon": { "temperature": 0.2 }, /* not compared below */
                "triplet": { "margin": 0.4 },
            }
            """);
        CliOutcome outcome = Cultures.Same(() =>
        {
            if (Directory.Exists(Path.Combine(cli.Folder, "runs")))
            {
                Directory.Delete(Path.Combine(cli.Folder, "runs"), recursive: true);
            }

            return cli.Run("compare", "--losses", "triplet,ntxent", "--loss-option", "ntxent.temperature=1.5e-1", "--loss-option", "triplet.swap=true", "--loss-options", file);
        });
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Assert.Equal(["ntxent", "triplet"], cli.Choices!.LossOptions.Keys.Order());
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["temperature"] = 0.15 }, cli.Choices.LossOptions["ntxent"]));
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["margin"] = 0.4, ["swap"] = true }, cli.Choices.LossOptions["triplet"]));
        Assert.Contains("--loss-option ntxent.temperature=1.5e-1 --loss-option triplet.swap=true", cli.Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ntxent", "--loss-option: expected LOSS.OPTION=VALUE, found 'ntxent'. For example: --loss-option contrastive.positiveMargin=0")]
    [InlineData("ntxent=1", "--loss-option: expected LOSS.OPTION=VALUE, found 'ntxent=1'. For example: --loss-option contrastive.positiveMargin=0")]
    [InlineData("ntxnt.temperature=1", "--loss-option: expected a loss out of contrastive, triplet, ntxent, supcon, found 'ntxnt'. Did you mean ntxent?")]
    [InlineData("ntxent.temprature=1", "--loss-option: expected an option of ntxent (temperature), found 'temprature'. Did you mean temperature?")]
    [InlineData("ntxent.temperature=warm", "--loss-option: expected a number for ntxent.temperature, found 'warm'.")]
    [InlineData("ntxent.temperature=NaN", "--loss-option: expected a number for ntxent.temperature, found 'NaN'.")]
    [InlineData("triplet.swap=yes", "--loss-option: expected true or false for triplet.swap, found 'yes'.")]
    [InlineData("supcon.temperature=1", "--loss-option: expected an option of a loss that is trained, triplet, ntxent, found 'supcon'.")]
    public void Refuses_a_wrong_option_in_one_line_before_any_work(string option, string message)
    {
        using var cli = new FakeCli { Losses = Losses };
        CliOutcome outcome = Cultures.Same(() => cli.Run("compare", "--losses", "triplet,ntxent", "--loss-option", option));
        Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: {message}{Environment.NewLine}"), outcome);
        Assert.Null(cli.Loaded);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }

    [Fact]
    public void Refuses_two_values_and_values_out_of_range_and_two_margins()
    {
        using var cli = new FakeCli { Losses = Losses };
        Assert.Contains(
            "expected one value for ntxent.temperature, found two",
            cli.Run("compare", "--losses", "ntxent", "--loss-option", "ntxent.temperature=1", "--loss-option", "ntxent.temperature=2").Error,
            StringComparison.Ordinal);
        CliOutcome range = cli.Run("compare", "--losses", "ntxent", "--loss-option", "ntxent.temperature=-1");
        Assert.Equal(ExitCodes.Usage, range.Code);
        Assert.Contains("found -1", range.Error, StringComparison.Ordinal);
        CliOutcome margins = cli.Run("compare", "--losses", "triplet", "--margin", "triplet=1", "--loss-option", "triplet.margin=2");
        Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: --margin: expected one margin of triplet, found two: one is among its options.{Environment.NewLine}"), margins);
        Assert.Null(cli.Loaded);
    }

    [Theory]
    [InlineData("{", "found none that can be read at line 1.")]
    [InlineData("[]", "found another value.")]
    [InlineData("{ \"ntxent\": 1 }", "found another value.")]
    [InlineData("{ \"ntxent\": {}, \"ntxent\": {} }", "found none that can be read.")]
    [InlineData("{ \"ntxnt\": {} }", "expected a loss out of contrastive, triplet, ntxent, supcon, found 'ntxnt'. Did you mean ntxent?")]
    [InlineData("{ \"ntxent\": { \"temp\": 1 } }", "expected an option of ntxent (temperature), found 'temp'.")]
    [InlineData("{ \"ntxent\": { \"temperature\": \"warm\" } }", "The options of ntxent do not fit")]
    public void Refuses_a_wrong_file_before_any_work(string text, string expected)
    {
        using var cli = new FakeCli { Losses = Losses };
        string file = Write(cli, text);
        CliOutcome outcome = cli.Run("compare", "--losses", "triplet,ntxent", "--loss-options", file);
        Assert.Equal(ExitCodes.Usage, outcome.Code);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Null(cli.Loaded);
    }

    [Fact]
    public void Refuses_a_file_that_is_not_there()
    {
        using var cli = new FakeCli { Losses = Losses };
        Assert.Equal("deepmetric: --loss-options: expected an existing file, found 'nowhere.json'." + Environment.NewLine, cli.Run("compare", "--loss-options", "nowhere.json").Error);
    }

    [Fact]
    public void Train_takes_the_same_options()
    {
        using var training = new FakeTraining();
        Assert.Equal((ExitCodes.Success, string.Empty), Outcome(training.Run("train", "--loss", "triplet+0.5*contrastive", "--loss-option", "triplet.swap=true")));
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["swap"] = true }, training.Choices!.LossOptions["triplet"]));
        CliOutcome refused = training.Run("train", "--loss", "triplet", "--loss-option", "contrastive.negativeMargin=2");
        Assert.Equal((ExitCodes.Usage, "deepmetric: --loss-option: expected an option of a loss that is trained, triplet, found 'contrastive'." + Environment.NewLine), Outcome(refused));
    }

    private static (int Code, string Error) Outcome(CliOutcome outcome) => (outcome.Code, outcome.Error);

    private static string Write(FakeCli cli, string text)
    {
        string file = Path.Combine(cli.Folder, "losses.json");
        File.WriteAllText(file, text);
        return file;
    }
}
