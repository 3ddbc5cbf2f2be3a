using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class DatasetCatalogTests
{
    [Fact]
    public void Loads_the_built_in_sets_without_a_data_root()
    {
        foreach (string name in DatasetCatalog.Names.Where(name => DatasetCatalog.Find(name, []).IsBuiltIn))
        {
            Assert.Equal(name, DatasetCatalog.Load(name, cancellation: TestContext.Current.CancellationToken).Name);
        }

        Assert.Equal(["digits", "synthetic", "synthetic-modes"], DatasetCatalog.Names.Where(name => DatasetCatalog.Find(name, []).IsAvailable));
    }

    [Fact]
    public void The_set_with_modes_has_two_levels_of_labels_and_the_plain_one_has_one()
    {
        Assert.Null(DatasetCatalog.Load("synthetic", cancellation: TestContext.Current.CancellationToken).Train.Levels);
        LabelLevels levels = DatasetCatalog.Load("synthetic-modes", cancellation: TestContext.Current.CancellationToken).Train.Levels!;
        Assert.Equal(30, levels.Fine.Where(label => label >= 0).Distinct().Count());
    }

    [Fact]
    public void Passes_seed_and_options_to_the_generator()
    {
        SyntheticOptions options = new() { Classes = 3, Dimension = 4 };
        DatasetSplit split = DatasetCatalog.Load("synthetic", new() { Seed = 8, Synthetic = options }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Synthetic.Generate(options, 8).Split.ComputeContentHash(), split.ComputeContentHash());
    }

    [Theory]
    [InlineData("mnsit", "mnist")]
    [InlineData("Digits", "digits")]
    [InlineData("digit", "digits")]
    [InlineData("fashion", "fashion-mnist")]
    [InlineData("fashion_mnist", "fashion-mnist")]
    [InlineData("synthetics", "synthetic")]
    [InlineData("synth", "synthetic")]
    [InlineData("nope", null)]
    [InlineData("", null)]
    public void Suggests_the_nearest_name(string typed, string? expected)
    {
        Assert.Equal(expected, DatasetCatalog.Suggest(typed));
        ArgumentException problem = Assert.Throws<ArgumentException>(() => DatasetCatalog.Load(typed, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains($"{string.Join(", ", DatasetCatalog.Names)}, found \"{typed}\"", problem.Message, StringComparison.Ordinal);
        Assert.Equal(expected is not null, problem.Message.Contains($"Did you mean {expected}?", StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => DatasetCatalog.Find(typed, []));
    }

    [Fact]
    public void A_missing_set_says_where_it_was_looked_for()
    {
        DatasetAvailability found = DatasetCatalog.Find("mnist", ["no-such-folder"]);
        Assert.False(found.IsAvailable);
        Assert.Equal(16, found.PathsTried.Count);
        Assert.NotNull(found.HowToGet);
    }

    [Fact]
    public void The_edit_distance_equals_the_recursive_definition()
    {
        int far = 0;
        Gen.Select(Gen.Char["abc"].Array[0, 6], Gen.Char["abc"].Array[0, 6]).Sample(
            (first, second) =>
            {
                int expected = Recursive(first, second);
                far += expected > 1 ? 1 : 0;
                return EditDistance.Between(new(first), new(second)) == expected;
            },
            iter: 500,
            threads: 1);
        Assert.InRange(far, 200, 500);

        static int Recursive(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
            a.IsEmpty ? b.Length
            : b.IsEmpty ? a.Length
            : a[0] == b[0] ? Recursive(a[1..], b[1..])
            : 1 + Math.Min(Recursive(a[1..], b[1..]), Math.Min(Recursive(a[1..], b), Recursive(a, b[1..])));
    }
}
