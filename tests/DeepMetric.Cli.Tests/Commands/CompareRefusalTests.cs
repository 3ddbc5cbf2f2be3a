namespace DeepMetric.Cli.Tests.Commands;

public sealed class CompareRefusalTests
{
    [Theory]
    [InlineData("--dataset nope", "--dataset: expected one of digits, synthetic, mnist, fashion-mnist, or an existing folder or file, found 'nope'. Try --dataset digits, which needs no files.")]
    [InlineData("--dataset minst", "--dataset: expected one of digits, synthetic, mnist, fashion-mnist, or an existing folder or file, found 'minst'. Did you mean mnist?")]
    [InlineData("--dataset fashion", "--dataset: expected one of digits, synthetic, mnist, fashion-mnist, or an existing folder or file, found 'fashion'. Did you mean fashion-mnist?")]
    [InlineData("--losses contrastive,tripplet", "--losses: expected names out of contrastive, triplet, with commas between them, found 'tripplet'. Did you mean triplet?")]
    [InlineData("--losses ,", "--losses: expected names out of contrastive, triplet, with commas between them, found ''.")]
    [InlineData("--losses triplet,triplet", "--losses: expected different names, found 'triplet' twice.")]
    [InlineData("--seeds 0", "--seeds: expected a whole number of 1 or more, found '0'.")]
    [InlineData("--seeds 2.5", "--seeds: expected a whole number of 1 or more, found '2.5'.")]
    [InlineData("--seeds 1,000", "--seeds: expected a whole number of 1 or more, found '1,000'.")]
    [InlineData("--epochs -1", "--epochs: expected a whole number of 1 or more, found '-1'.")]
    [InlineData("--epochs 0", "--epochs: expected a whole number of 1 or more, found '0'.")]
    [InlineData("--epochs 99999999999", "--epochs: expected a whole number of 1 or more, found '99999999999'.")]
    [InlineData("--epochs", "--epochs: expected a value, found none. See deepmetric compare --help.")]
    [InlineData("--epochs 1 --epochs 2", "--epochs: expected one value, found '1' and '2'.")]
    [InlineData("--classes-per-batch 1", "--classes-per-batch: expected a whole number of 2 or more (a batch needs negative pairs), found '1'.")]
    [InlineData("--samples-per-class 1", "--samples-per-class: expected a whole number of 2 or more (a batch needs positive pairs), found '1'.")]
    [InlineData("--embedding-size many", "--embedding-size: expected a whole number of 2 or more, found 'many'.")]
    [InlineData("--learning-rate 0", "--learning-rate: expected a number above 0, found '0'.")]
    [InlineData("--learning-rate 0,001", "--learning-rate: expected a number above 0, found '0,001'.")]
    [InlineData("--learning-rate NaN", "--learning-rate: expected a number above 0, found 'NaN'.")]
    [InlineData("--learning-rate 1e999", "--learning-rate: expected a number above 0, found '1e999'.")]
    [InlineData("--margin triplet", "--margin: expected NAME=VALUE, found 'triplet'. For example: --margin triplet=0.5")]
    [InlineData("--margin tripet=1", "--margin: expected a name out of contrastive, triplet, found 'tripet'. Did you mean triplet?")]
    [InlineData("--margin triplet=-1", "--margin: expected a number above 0 for triplet, found '-1'.")]
    [InlineData("--margin triplet=1 --margin triplet=2", "--margin: expected one value for triplet, found two.")]
    [InlineData("--losses triplet --margin contrastive=1", "--margin: expected a name out of the losses compared, triplet, found 'contrastive'.")]
    [InlineData("--threads 0", "--threads: expected a whole number of 1 or more, found '0'.")]
    [InlineData("--device gpu", "--device: expected one of cpu, cuda, found 'gpu'. Did you mean cpu?")]
    [InlineData("--data-root /there/is/none", "--data-root: expected an existing folder, found '/there/is/none'.")]
    [InlineData("--shuffle-labels yes", "--shuffle-labels: expected one of none, train, all, found 'yes'.")]
    [InlineData("--sedes 3", "expected an option of compare, found '--sedes'. Did you mean --seeds? See deepmetric compare --help.")]
    [InlineData("digits", "expected an option of compare, found 'digits'. See deepmetric compare --help.")]
    [InlineData("@options.txt", "expected an option of compare, found '@options.txt'. See deepmetric compare --help.")]
    public void Refuses_an_invalid_value_in_one_line_before_any_work(string options, string message)
    {
        using var cli = new FakeCli();
        CliOutcome outcome = Cultures.Same(() => cli.Run(["compare", .. options.Split(' ')]));
        Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: {message}{Environment.NewLine}"), outcome);
        Assert.Null(cli.Loaded);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }

    [Theory]
    [InlineData("", "expected a command (compare, train, evaluate, embed, data, list, explain, report, doctor), found none. See deepmetric --help.")]
    [InlineData("compere", "expected a command (compare, train, evaluate, embed, data, list, explain, report, doctor), found 'compere'. Did you mean compare? See deepmetric --help.")]
    [InlineData("report", "expected a folder, found none. See deepmetric report --help.")]
    [InlineData("report a b", "expected an option of report, found 'b'. See deepmetric report --help.")]
    [InlineData("doctor --data-root", "--data-root: expected a value, found none. See deepmetric doctor --help.")]
    public void Refuses_other_commands_in_one_line(string command, string message)
    {
        using var cli = new FakeCli();
        CliOutcome outcome = cli.Run(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: {message}{Environment.NewLine}"), outcome);
    }

    [Fact]
    public void Refuses_a_choice_that_does_not_fit_the_data_and_leaves_no_folder()
    {
        using var cli = new FakeCli { Specifying = _ => throw new ArgumentException("Expected from 2 to 10 classes per batch, found 11.", "choices") };
        CliOutcome outcome = cli.Run("compare", "--classes-per-batch", "11");
        Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: Expected from 2 to 10 classes per batch, found 11.{Environment.NewLine}"), outcome);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cli.Folder));
    }
}
