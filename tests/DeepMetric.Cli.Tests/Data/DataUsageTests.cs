namespace DeepMetric.Cli.Tests.Data;

public sealed class DataUsageTests
{
    [Theory]
    [InlineData("data", "data", "--help")]
    [InlineData("data-list", "data", "list", "--help")]
    [InlineData("data-info", "data", "info", "--help")]
    [InlineData("data-verify", "data", "verify", "--help")]
    [InlineData("data-preview", "data", "preview", "--help")]
    [InlineData("data-split", "data", "split", "-h")]
    [InlineData("data-import", "data", "import", "--help")]
    [InlineData("data-download", "data", "download", "--help")]
    public void Help_reads_as_approved(string name, params string[] arguments)
    {
        using var cli = new FakeCli();
        CliOutcome outcome = Cultures.Same(() => cli.Run(arguments));
        Assert.Equal((ExitCodes.Success, string.Empty), (outcome.Code, outcome.Error));
        Approved.Check($"help-{name}", outcome.Output);
    }

    [Theory]
    [InlineData("expected a command of data (list, info, verify, preview, split, import, download), found none. See deepmetric data --help.", "data")]
    [InlineData("expected a command of data (list, info, verify, preview, split, import, download), found 'spilt'. Did you mean split? See deepmetric data --help.", "data", "spilt")]
    [InlineData("expected a command (compare, data), found 'dat'. Did you mean data? See deepmetric --help.", "dat")]
    [InlineData("expected an option of data list, found '--data-rot'. Did you mean --data-root? See deepmetric data list --help.", "data", "list", "--data-rot")]
    [InlineData("expected a NAME|PATH, found none. See deepmetric data info --help.", "data", "info")]
    [InlineData("--out: expected it to be given, found none. See deepmetric data split --help.", "data", "split", "digits")]
    [InlineData("--out: expected a value, found none. See deepmetric data split --help.", "data", "split", "digits", "--out")]
    [InlineData("--out: expected a file that ends in .json or .csv, found 'x.txt'.", "data", "split", "digits", "--out", "x.txt")]
    [InlineData("--out: expected a file that ends in .png, found 'no such folder/x.png', whose folder does not exist.", "data", "preview", "digits", "--out", "no such folder/x.png")]
    [InlineData("--split: expected one of official, closed-set, class-disjoint, found 'closed'. Did you mean closed-set?", "data", "split", "digits", "--split", "closed", "--out", "x.json")]
    [InlineData("--test-share: expected the split closed-set, found official, which decides itself what is tested on.", "data", "split", "digits", "--split", "official", "--test-share", "0.3", "--out", "x.json")]
    [InlineData("--folds: expected a split that tests none of its training classes, found official: add --split class-disjoint.", "data", "split", "digits", "--folds", "3", "--out", "x.json")]
    [InlineData("Expected from 2 folds to one for each of the 5 training classes of digits, found 6.", "data", "split", "digits", "--split", "class-disjoint", "--folds", "6", "--out", "x.json")]
    [InlineData("expected a data set of images, found vectors in synthetic.", "data", "preview", "synthetic", "--out", "x.png")]
    [InlineData("--varied: expected a data set of images in files, found digits, whose images are taken as they are in training too.", "data", "preview", "digits", "--varied", "--out", "x.png")]
    [InlineData("--part: expected a part with items of digits, found one without.", "data", "preview", "digits", "--part", "validation", "--out", "x.png")]
    [InlineData("--classes, --per-class: expected at most 2,674 images of 112 pixels on a sheet, found 4,000.", "data", "preview", "fashion-mnist", "--per-class", "500", "--out", "x.png")]
    [InlineData("expected a data set in files, found digits, which is built in.", "data", "verify", "digits")]
    [InlineData("expected an archive, a file or a folder, found no 'nothing.zip'.", "data", "import", "nothing.zip", "--as", "pets", "--data-root", "x")]
    [InlineData("--as: expected the name of a data set that is brought in files, or one of your own (small letters, digits and -, at most 64), found 'My Pets'.", "data", "import", ".", "--as", "My Pets", "--data-root", "x")]
    [InlineData("--as: expected the name of a data set that is brought in files, or one of your own (small letters, digits and -, at most 64), found 'digits'.", "data", "import", ".", "--as", "digits", "--data-root", "x")]
    [InlineData("--replace, --merge: expected one of them, found both.", "data", "import", ".", "--as", "pets", "--data-root", "x", "--replace", "--merge")]
    [InlineData("--data-root: expected a folder to put data sets in, found none.", "data", "import", ".", "--as", "pets")]
    [InlineData("expected one of mnist, fashion-mnist, cifar10, cifar100, cub200, cars196, sop, inshop, omniglot, tiny-imagenet, found 'omniglott'. Did you mean omniglot?", "data", "download", "omniglott")]
    public void What_cannot_be_right_is_refused_in_one_line(string expected, params string[] arguments)
    {
        using var cli = new DataCli();
        if (arguments.Contains("fashion-mnist"))
        {
            WriteFashion(cli);
            arguments = [.. arguments, "--data-root", cli.Folder];
        }

        Assert.Equal(new CliOutcome(ExitCodes.Usage, string.Empty, $"deepmetric: {expected}"), cli.Run(arguments));
    }

    [Fact]
    public void An_unknown_data_set_is_refused_with_the_nearest_name()
    {
        using var cli = new DataCli();
        CliOutcome outcome = cli.Run("data", "info", "minst");
        Assert.Equal(ExitCodes.Usage, outcome.Code);
        Assert.EndsWith("or an existing folder or file, found 'minst'. Did you mean mnist?", outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>Eight classes of 500 images, all black, in the official files.</summary>
    private static void WriteFashion(DataCli cli)
    {
        Directory.CreateDirectory(cli["fashion-mnist"]);
        foreach ((string part, int count) in ((string, int)[])[("train", 4000), ("t10k", 8)])
        {
            byte[] images = [0, 0, 8, 3, 0, 0, (byte)(count >> 8), (byte)count, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[784 * count]];
            byte[] labels = [0, 0, 8, 1, 0, 0, (byte)(count >> 8), (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(i % 8))];
            File.WriteAllBytes(cli["fashion-mnist", $"{part}-images-idx3-ubyte"], images);
            File.WriteAllBytes(cli["fashion-mnist", $"{part}-labels-idx1-ubyte"], labels);
        }
    }
}
