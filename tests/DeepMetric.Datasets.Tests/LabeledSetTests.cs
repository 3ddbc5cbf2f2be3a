using System.Security.Cryptography;

namespace DeepMetric.Datasets.Tests;

public sealed class LabeledSetTests
{
    private static readonly LabeledSet _set = new(
        "four", [0, 1, 2, 3, 4, 5, 6, 7], [2], [0, 1, -1, 1], new([0, 1, -1, 1], [10, 11, -1, 13], "class", "mode"));

    [Fact]
    public void A_subset_takes_items_labels_and_levels_in_the_order_asked()
    {
        LabeledSet subset = _set.Subset([3, 0, 3]);
        Assert.Equal([6, 7, 0, 1, 6, 7], subset.Values);
        Assert.Equal([1, 0, 1], subset.Labels);
        Assert.Equal([13, 10, 13], subset.Levels!.Fine);
        Assert.Equal([1, 0, 1], subset.Levels.Coarse);
        Assert.Equal(3, subset.Count);
        Assert.Equal(2, subset.ItemSize);
        Assert.Equal([6, 7], subset.Item(2).ToArray());
    }

    [Fact]
    public void Features_have_the_pictures_of_the_images_that_they_were_computed_from()
    {
        var images = new LabeledSet("images", [0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0], [1, 2, 2], [0, 1, 0]);
        LabeledSet features = images.WithValues([1, 2, 3, 4, 5, 6], [2]);
        Assert.Equal([3, 4], features.Item(1).ToArray());
        Assert.Equal([0, 0, 255, 255], features.Items.Picture(1, 8)!.Pixels.ToArray());
        LabeledSet turned = features.Subset([2, 1]).Subset([1, 0]);
        Assert.Equal([0, 0, 255, 255], turned.Items.Picture(0, 8)!.Pixels.ToArray());
        Assert.Equal([255, 255, 0, 0], turned.Items.Picture(1, 8)!.Pixels.ToArray());
        Assert.Null(_set.WithValues([1, 2, 3, 4], [1]).Items.Picture(0, 8));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_place_outside_the_set_is_refused(int place)
    {
        ArgumentException problem = Assert.Throws<ArgumentException>(() => _set.Subset([0, place]));
        Assert.Contains($"0 to 3, found {place} at position 1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused_with_both_numbers()
    {
        ArgumentException values = Assert.Throws<ArgumentException>(() => new LabeledSet("x", new float[7], [2, 2], [0, 1]));
        Assert.Contains("Expected 8 values for 2 labels and items [2, 2], found 7", values.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LabeledSet("x", new float[2], [2, 0], [0]));
        Assert.Throws<ArgumentException>(() => new LabeledSet("x", new float[2], [], [0]));
        Assert.Throws<ArgumentException>(() => new LabeledSet("x", [], [int.MaxValue, int.MaxValue, int.MaxValue], [0]));
        Assert.Throws<ArgumentException>(() => new LabeledSet("x", new float[2], [1], [0, 1], new([0], [0], "a", "b")));
        Assert.Throws<ArgumentException>(() => new LabelLevels([0, 1], [0], "a", "b"));
        Assert.Throws<ArgumentException>(() => _set.WithLabels([0, 1, 2]));
    }

    [Fact]
    public void Values_that_are_not_finite_and_labels_below_minus_one_are_refused_with_their_place()
    {
        ArgumentException value = Assert.Throws<ArgumentException>(() => new LabeledSet("x", [0, 1, 2, float.NaN], [2], [0, 1]));
        Assert.Contains("found NaN at place 1 of item 1", value.Message, StringComparison.Ordinal);
        ArgumentException label = Assert.Throws<ArgumentException>(() => new LabeledSet("x", [0, 1], [1], [0, -2]));
        Assert.Contains("found -2 at item 1", label.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_levels_become_the_labels_on_request_and_stay()
    {
        Assert.Equal(_set.Levels!.Coarse, _set.WithCoarseLabels().Labels);
        Assert.Equal(_set.Levels.Fine, _set.WithFineLabels().Labels);
        Assert.Same(_set.Levels, _set.WithFineLabels().Levels);
        LabeledSet flat = new("flat", [1], [1], [0]);
        Assert.Throws<InvalidOperationException>(flat.WithCoarseLabels);
    }

    [Fact]
    public void Shuffled_labels_keep_their_counts_their_outliers_and_the_fit_of_the_levels()
    {
        LabeledSet set = Synthetic.Generate(SyntheticOptions.ThreeModes, 5).Split.Train;
        LabeledSet shuffled = set.WithShuffledLabels(1);
        Assert.Equal(set.Labels.Order(), shuffled.Labels.Order());
        Assert.Equal(set.Values, shuffled.Values);
        Assert.Equal(Outliers(set), Outliers(shuffled));
        Assert.Equal(shuffled.Labels, shuffled.Levels!.Coarse);
        Assert.Equal(set.Labels.Zip(set.Levels!.Fine).Order(), shuffled.Labels.Zip(shuffled.Levels.Fine).Order());
        Assert.Equal(shuffled.Labels, set.WithShuffledLabels(1).Labels);
        Assert.NotEqual(shuffled.Labels, set.WithShuffledLabels(2).Labels);

        static int[] Outliers(LabeledSet set) => [.. Enumerable.Range(0, set.Count).Where(i => set.Labels[i] == LabeledSet.Outlier)];
    }

    [Fact]
    public void Shuffled_labels_say_nothing_of_the_true_ones()
    {
        // 10 equal classes: a label agrees with a random one with probability 0.1; over 2,000 items the deviation is sqrt(0.09 / 2000) = 0.0067.
        SyntheticOptions options = new() { Overlap = 0, OutlierShare = 0 };
        LabeledSet set = Synthetic.Generate(options, 5).Split.Train;
        double agreement = set.Labels.Zip(set.WithShuffledLabels(9).Labels, (a, b) => a == b ? 1.0 : 0).Average();
        Assert.InRange(agreement, 0.1 - 0.03, 0.1 + 0.03);
    }

    [Fact]
    public void The_content_hash_is_that_of_the_documented_bytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Array.ForEach([1, 2, 4], writer.Write);
        Array.ForEach(_set.Values, writer.Write);
        Array.ForEach([0, 1, -1, 1, 0, 1, -1, 1, 10, 11, -1, 13], writer.Write);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())), _set.ComputeContentHash());
        Assert.NotEqual(_set.ComputeContentHash(), _set.WithLabels([0, 1, -1, 0]).ComputeContentHash());
    }

    [Fact]
    public void A_split_needs_equal_shapes_and_a_name_for_each_class()
    {
        LabeledSet other = new("other", [1, 2], [1], [0, 1]);
        Assert.Throws<ArgumentException>(() => new DatasetSplit("s", _set, other, ["a", "b"], "here", "none", isImage: false));
        Assert.Throws<ArgumentException>(() => new DatasetSplit("s", _set, _set, ["a"], "here", "none", isImage: false));
        Assert.Throws<ArgumentException>(() => new DatasetSplit("s", _set, _set, ["a", "b"], "here", "none", isImage: true));
        Assert.Equal(64, new DatasetSplit("s", _set, _set, ["a", "b"], "here", "none", isImage: false).ComputeContentHash().Length);
    }
}
