using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class CompareFolderTests
{
    [Fact]
    public void Plain_runs_take_the_next_free_folder()
    {
        using var cli = new FakeCli();
        for (int run = 0; run < 3; run++)
        {
            Assert.Equal(ExitCodes.Success, cli.Run("compare").Code);
        }

        Assert.Equal(["digits", "digits-2", "digits-3"], Runs(cli));
    }

    [Fact]
    public void An_empty_folder_is_free()
    {
        using var cli = new FakeCli();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "runs", "digits"));
        Assert.Equal(ExitCodes.Success, cli.Run("compare").Code);
        Assert.Equal(["digits"], Runs(cli));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_refused_unless_it_is_resumed()
    {
        using var cli = new FakeCli();
        string folder = Path.Combine(cli.Folder, "mine");
        Assert.Equal(ExitCodes.Success, cli.Run("compare", "--out", folder).Code);
        CliOutcome refused = cli.Run("compare", "--out", folder);
        Assert.Equal(ExitCodes.Usage, refused.Code);
        Assert.Equal(
            $"deepmetric: --out: expected a new or empty folder, found a finished run in '{Path.Combine("(folder)", "mine")}'. Add --resume to go on with it, or choose another folder.",
            refused.Error.TrimEnd());
        Assert.Equal(1, cli.Runs);
    }

    [Fact]
    public void Resuming_a_finished_run_changes_nothing_and_shows_it_again()
    {
        using var cli = new FakeCli();
        string first = cli.Run("compare").Output;
        Dictionary<string, DateTime> before = Times(cli);
        CliOutcome again = cli.Run("compare", "--resume");
        Assert.Equal((ExitCodes.Success, string.Empty, first), (again.Code, again.Error, again.Output));
        Assert.Equal(before, Times(cli));
        Assert.Equal(1, cli.Runs);
        Assert.Equal(["digits"], Runs(cli));
    }

    [Fact]
    public void Resuming_a_run_that_lacks_its_report_writes_it()
    {
        using var cli = new FakeCli();
        cli.Run("compare");
        string report = Path.Combine(cli.Folder, "runs", "digits", "report.html");
        string written = File.ReadAllText(report);
        File.Delete(report);
        Assert.Equal(ExitCodes.Success, cli.Run("compare", "--resume").Code);
        Assert.Equal(written, File.ReadAllText(report));
    }

    [Fact]
    public void Resuming_nothing_starts_a_run()
    {
        using var cli = new FakeCli();
        Assert.Equal(ExitCodes.Success, cli.Run("compare", "--resume", "--out", Path.Combine(cli.Folder, "new")).Code);
        Assert.Equal(ExitCodes.Success, cli.Run("compare", "--resume").Code);
        Assert.Equal(2, cli.Runs);
        Assert.Equal(["digits"], Runs(cli));
    }

    [Fact]
    public void Resuming_with_other_settings_is_refused_with_the_differences()
    {
        using var cli = new FakeCli();
        cli.Run("compare");
        CliOutcome outcome = cli.Run("compare", "--resume", "--learning-rate", "0.5");
        Assert.Equal(ExitCodes.Usage, outcome.Code);
        Assert.Equal(
            $"deepmetric: --resume: expected the settings of the run in '{Path.Combine("(folder)", "runs", "digits")}', found others: optimization.learningRate is 0.001 there and 0.5 now.",
            outcome.Error.TrimEnd());
    }

    [Fact]
    public void Resuming_without_a_folder_goes_on_with_the_last_run()
    {
        using var cli = new FakeCli();
        cli.Run("compare");
        cli.During = _ => throw new OperationCanceledException();
        cli.Run("compare");
        cli.During = _ => { };
        cli.Run("compare", "--resume");
        Assert.Equal(["digits", "digits-2"], Runs(cli));
        Assert.True(new RunLayout(Path.Combine(cli.Folder, "runs", "digits-2")).IsFinished);
    }

    [Fact]
    public void A_folder_with_other_files_is_refused_in_one_line()
    {
        using var cli = new FakeCli();
        File.WriteAllText(Path.Combine(cli.Folder, "letter.txt"), "Dear reader");
        CliOutcome outcome = cli.Run("compare", "--out", cli.Folder);
        Assert.Equal(
            new CliOutcome(
                ExitCodes.Failure,
                string.Empty,
                $"deepmetric: The folder '(folder)' is not a run and not empty (it holds 'letter.txt'): choose an empty or a new folder.{Environment.NewLine}"),
            outcome);
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(cli.Folder).Select(entry => Path.GetFileName(entry)));
    }

    private static string[] Runs(FakeCli cli) => [.. Directory.EnumerateDirectories(Path.Combine(cli.Folder, "runs")).Select(run => Path.GetFileName(run)).Order(StringComparer.Ordinal)];

    private static Dictionary<string, DateTime> Times(FakeCli cli) =>
        Directory.EnumerateFiles(cli.Folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
