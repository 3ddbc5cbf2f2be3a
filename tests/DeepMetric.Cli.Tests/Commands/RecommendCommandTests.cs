using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Studying;
using DeepMetric.Datasets;
using DeepMetric.Lab.Tests;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class RecommendCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("0")]
    [InlineData("0m")]
    [InlineData("20")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5x")]
    [InlineData("30s1m")]
    [InlineData("1m1m")]
    [InlineData("")]
    [InlineData("NaNs")]
    [InlineData("1e9h")]
    public void Refuses_what_is_no_time(string text)
    {
        (int code, string error) = Run("--dataset", "digits", "--budget", text);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"deepmetric: --budget: expected a time above 0, such as 90s, 20m, 1h or 1h30m, found '{text}'.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("20m", 1200)]
    [InlineData("1h", 3600)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5m", 90)]
    public void Reads_a_time(string text, double seconds)
    {
        System.CommandLine.Option<TimeSpan?> option = OptionValues.Duration("--budget", "A time.");
        var command = new System.CommandLine.RootCommand { option };
        Assert.Equal(seconds, Cultures.Same(() => command.Parse(["--budget", text]).GetValue(option)!.Value.TotalSeconds));
    }

    [Fact]
    public void Refuses_a_missing_folder()
    {
        (int code, string error) = Run("--dataset", "./no-such-folder");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--dataset: expected one of digits, mnist, or an existing folder or file, found './no-such-folder'.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_for_data()
    {
        (int code, string error) = Run();
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--dataset", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_one_loss()
    {
        (int code, string error) = Run("--dataset", "digits", "--losses", "triplet");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--losses: expected at least 2 losses to choose from, found triplet.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_one_class_and_leaves_nothing_behind()
    {
        (int code, string error) = Run("--dataset", "digits", "--out", Path.Combine(_folder.FolderPath, "out"));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("Expected at least 2 classes of training items in digits, found 1.", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FolderPath, "out")));
    }

    [Fact]
    public void Refuses_a_folder_with_other_files()
    {
        File.WriteAllText(Path.Combine(_folder.FolderPath, "mine.txt"), "mine");
        (int code, string error) = Run("--dataset", "digits", "--out", _folder.FolderPath);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--out: expected a new or empty folder", error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.FolderPath, "mine.txt")));
    }

    [Fact]
    public void Gives_up_where_loading_alone_would_take_the_time()
    {
        using var release = new ManualResetEventSlim();
        (int code, string error) = Run(
            (name, request) =>
            {
                request.Images.Progress!.Report(new ImageProgress("reading", 10, 100_000));
                release.Wait(TimeSpan.FromSeconds(30));
                return OneClass(name, request);
            },
            "--dataset", "digits", "--budget", "5s");
        release.Set();
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--budget: expected enough time to load the data, found 5.0 s: after", error, StringComparison.Ordinal);
        Assert.Contains("it is at reading 10 of 100,000, and needs about", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static DatasetSplit OneClass(string name, DatasetRequest request) => new(
        name,
        new LabeledSet("train", new float[20], [1], new int[20]),
        new LabeledSet("test", new float[10], [1], new int[10]),
        ["only"],
        "made up",
        "none",
        isImage: false);

    private (int Code, string Error) Run(params string[] arguments) => Run(OneClass, arguments);

    private (int Code, string Error) Run(Func<string, DatasetRequest, DatasetSplit> load, params string[] arguments)
    {
        using var console = new TestConsole();
        using var error = new StringWriter();
        var service = new StudyService { Load = load, RequireDevice = _ => { }, Program = ["deepmetric"], Variable = _ => null, RunsFolder = Path.Combine(_folder.FolderPath, "runs") };
        int code = new CommandLine(console, error, [RecommendCommand.Create(console, service, ["digits", "mnist"], ["contrastive", "triplet"])]).Run(["recommend", .. arguments]);
        return (code, error.ToString());
    }
}
