using System.Globalization;
using System.Text.RegularExpressions;
using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Tests.Conventions;

/// <summary>What the README says is true.</summary>
public sealed partial class ReadmeTests
{
    private const int LargestImage = 300_000;
    internal static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact]
    public void Its_code_is_the_sample_that_runs()
    {
        string sample = File.ReadAllText(Path.Combine(Root, "samples/01-FirstLoss/Program.cs"));
        Assert.Equal(Between(sample, "#region first-loss\n", "#endregion").Trim(), Between(Readme, "```csharp\n", "```").Trim());
    }

    [Fact]
    public void Its_links_lead_to_files_and_its_images_are_small()
    {
        string[] targets = [.. Link().Matches(Readme).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(Root, target)), target));
        Assert.All(targets.Where(target => target.EndsWith(".png", StringComparison.Ordinal)), image => Assert.True(new FileInfo(Path.Combine(Root, image)).Length < LargestImage, image));
    }

    [Fact]
    public void Its_commands_and_options_exist()
    {
        string help = string.Concat(Directory.GetFiles(Path.Combine(Root, "tests/DeepMetric.Cli.Tests/Approved"), "help-*.txt").Select(File.ReadAllText));
        string[] commands = [.. Readme.Split('\n').Where(line => line.StartsWith("    dotnet run", StringComparison.Ordinal)).Select(line => line.Split(" -- ", 2)[1])];
        Assert.True(commands.Length >= 4);
        Assert.All(commands, command =>
        {
            Assert.Contains(command.Split(' ')[0], (string[])["compare", "train", "evaluate", "embed", "data", "recommend", "lab", "list", "explain", "report", "doctor"]);
            Assert.All(Option().Matches(command).Select(match => match.Value), option => Assert.Contains(option, help, StringComparison.Ordinal));
        });
        Assert.Contains("    dotnet test -c Release\n", Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_numbers_are_those_of_a_run()
    {
        DatasetSplit digits = Digits.Load();
        ComparisonSpec spec = ComparisonDefaults.Create(digits, new() { Seeds = 1 });
        spec = spec with { Experiments = [.. spec.Experiments.Where(experiment => experiment.Name is ExperimentSpec.Main or ExperimentSpec.Fine)] };
        string folder = Directory.CreateTempSubdirectory("deepmetric-").FullName;
        try
        {
            using RunFolder run = RunFolder.Create(folder, spec);
            ComparisonResults results = ComparisonRunner.Run(spec, digits, run, cancellation: TestContext.Current.CancellationToken);
            Check(results, "MAP@R", ExperimentSpec.Main, MetricCatalog.MapAtR, 0.03);
            Check(results, "Recall@1", ExperimentSpec.Main, MetricCatalog.RecallAt1, 0.02);
            Check(results, "trained on parity only: Recall@1 of the digit", ExperimentSpec.Fine, MetricCatalog.RecallAt1, 0.1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One seed against the README's mean over five: as near as seeds are to each other.</summary>
    private static void Check(ComparisonResults results, string row, string experiment, string metric, double tolerance)
    {
        string[] cells = Readme.Split('\n').Single(line => line.StartsWith($"| {row} |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        string[] arms = ["contrastive", "triplet", BaselineResult.UntrainedNet, BaselineResult.RawInput];
        for (int i = 0; i < arms.Length; i++)
        {
            double found = results.Summary(experiment, arms[i], metric)!.Mean;
            double written = double.Parse(cells[i + 2], CultureInfo.InvariantCulture);
            double allowed = arms[i] switch { BaselineResult.RawInput => 0.0006, BaselineResult.UntrainedNet => 0.06, _ => tolerance };
            Assert.True(Math.Abs(found - written) <= allowed, $"{row}, {arms[i]}: written {written}, found {found}");
        }
    }

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepMetric.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run inside the repository's folder, and it was not found.");
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();
}
