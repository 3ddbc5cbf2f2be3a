namespace DeepMetric.Datasets.Tests;

public sealed class DigitsTests
{
    private static readonly DatasetSplit _digits = Digits.Load();

    [Fact]
    public void The_split_never_changes()
    {
        // Both hashes were also computed by a separate program from the rule that the documentation gives.
        Assert.Equal("d362ca0d4684938110f71c646d02bdffb54af5af258735b5155a758cf92fc1bd", _digits.Train.ComputeContentHash());
        Assert.Equal("a88d7151dbcb6b0c353d33a7da66329b019e4cf3646ceef2281ce314c6457277", _digits.Test.ComputeContentHash());
    }

    [Fact]
    public void Holds_all_1797_digits_with_the_class_counts_of_the_origin()
    {
        // Counts as in the description that comes with the origin's optdigits.tes.
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], Counts(_digits.Train).Zip(Counts(_digits.Test), (a, b) => a + b));
        Assert.Equal((1198, 599), (_digits.Train.Count, _digits.Test.Count));
    }

    [Fact]
    public void A_third_of_each_digit_is_test() =>
        Assert.Equal([59, 61, 59, 61, 60, 61, 60, 60, 58, 60], Counts(_digits.Test));

    [Fact]
    public void Training_and_test_items_are_different_items_and_make_up_the_whole()
    {
        // The file has no two equal rows, so that equal items would be the same item in both parts.
        string[] items = [.. Texts(_digits.Train), .. Texts(_digits.Test)];
        Assert.Equal(1797, items.Distinct().Count());
    }

    [Fact]
    public void Values_are_sixteenths_from_zero_to_one()
    {
        Assert.Equal([1, 8, 8], _digits.Train.ItemShape);
        Assert.True(_digits.IsImage);
        Assert.All(_digits.Train.Values.Distinct(), value => Assert.Equal(Math.Round(value * 16.0), value * 16.0));
        Assert.Equal((0f, 1f), (_digits.Train.Values.Min(), _digits.Train.Values.Max()));
    }

    [Fact]
    public void The_coarse_level_is_parity_and_the_fine_one_the_digit()
    {
        LabelLevels levels = _digits.Test.Levels!;
        Assert.Equal(_digits.Test.Labels, levels.Fine);
        Assert.Equal(_digits.Test.Labels.Select(digit => digit & 1), levels.Coarse);
        Assert.Equal(("parity", "digit"), (levels.CoarseName, levels.FineName));
    }

    [Fact]
    public void Says_where_it_comes_from_and_under_which_licence()
    {
        Assert.Contains("Alpaydin", _digits.Source, StringComparison.Ordinal);
        Assert.Equal("CC BY 4.0", _digits.Licence);
    }

    private static int[] Counts(LabeledSet set) => [.. Enumerable.Range(0, 10).Select(digit => set.Labels.Count(label => label == digit))];

    private static IEnumerable<string> Texts(LabeledSet set) =>
        Enumerable.Range(0, set.Count).Select(i => string.Join(' ', set.Item(i).ToArray()));
}
