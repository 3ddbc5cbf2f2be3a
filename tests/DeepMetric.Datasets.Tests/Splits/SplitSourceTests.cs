using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class SplitSourceTests
{
    [Fact]
    public void Images_are_named_by_path_offset_and_box()
    {
        var index = new ImageIndex(
            "made",
            "/nowhere",
            [
                new() { Path = "a/1.jpg", Label = 0, Box = new(1, 2, 3.5, 4) },
                new() { Path = "batch.bin", Raw = new(1, 3, 32, 32), Label = 1, Part = ItemPart.Test, Sequence = 4 },
                new() { Path = "batch.bin", Raw = new(3074, 3, 32, 32), Label = 1, Part = ItemPart.Validation },
                new() { Path = "b/é.jpg", Label = 0, Box = new(0, 0, 1, 1) },
                new() { Path = "b/é.jpg", Label = 1, Box = new(0, 0.25, 1, 1) },
            ],
            ["x", "y"]);
        var source = SplitSource.From(index, "abc");
        Assert.Equal(["a/1.jpg", "batch.bin@1", "batch.bin@3074", "b/é.jpg[0,0,1,1]", "b/é.jpg[0,0.25,1,1]"], source.ItemNames);
        Assert.Equal([0, 1, 1, 0, 1], source.Labels);
        Assert.Equal([ItemPart.Train, ItemPart.Test, ItemPart.Validation, ItemPart.Train, ItemPart.Train], source.Parts);
        Assert.Equal([null, 4, null, null, null], source.Sequences);
        Assert.Equal(("made", "abc", 5), (source.Dataset, source.ContentHash, source.Count));
        Assert.True(source.TryGetPlace("batch.bin@3074", out int place));
        Assert.Equal(2, place);
        Assert.False(source.TryGetPlace("BATCH.bin@3074", out _));
    }

    [Fact]
    public void One_image_listed_twice_is_refused()
    {
        ImageItem item = new() { Path = "a.jpg", Label = 0, Box = new(0, 0, 1, 1) };
        ArgumentException problem = Assert.Throws<ArgumentException>(() => SplitSource.From(new ImageIndex("made", "/nowhere", [item, item with { Box = new(1, 1, 1, 1) }, item], ["x"])));
        Assert.StartsWith("Expected a name of its own for each item, found \"a.jpg[0,0,1,1]\" for items 0 and 2.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_are_named_by_part_and_number()
    {
        DatasetSplit split = new("made", new("made", [1, 2, 3], [1], [0, 1, -1]), new("made", [4, 5], [1], [1, 0]), ["x", "y"], "here", "none", isImage: false);
        var source = SplitSource.From(split);
        Assert.Equal(["train/0", "train/1", "train/2", "test/0", "test/1"], source.ItemNames);
        Assert.Equal([0, 1, -1, 1, 0], source.Labels);
        Assert.Equal([0, 1, 2], OfficialSplit.Plan(source).Train);
        Assert.Equal([3, 4], OfficialSplit.Plan(source).Test);
        Assert.Null(source.ContentHash);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        Refused("Expected a label and a part for each of 2 items, found 1 labels and 2 parts.", ["a", "b"], [0], 2);
        Refused("Expected a label and a part for each of 1 items, found 1 labels and 2 parts.", ["a"], [0], 2);
        Refused("Expected labels from -1 to 0, found 1 for item 1.", ["a", "b"], [0, 1], 2);
        Refused("Expected labels from -1 to 0, found -2 for item 0.", ["a", "b"], [-2, 0], 2);
        Refused("Expected a name of sound text, found \"\" for item 0.", ["", "b"], [0, 0], 2);
        Refused("Expected a name of sound text, found \"b\\ud800\" for item 1.", ["a", "b\ud800"], [0, 0], 2);
        Refused("Expected a name of its own for each item, found \"a\" for items 0 and 1.", ["a", "a"], [0, 0], 2);

        static void Refused(string message, string[] names, int[] labels, int parts) => Assert.StartsWith(
            message, Assert.Throws<ArgumentException>(() => new SplitSource("made", names, labels, new ItemPart[parts], ["x"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_depends_on_the_names_of_each_part_alone()
    {
        SplitSource source = SplitSources.Make([4, 4]);
        SplitPlan plan = new(source, SplitKind.File, "a", [0, 1, 2], [3], [4, 5]);
        Assert.Equal(plan.Sha256, new SplitPlan(source, SplitKind.Official, "b", [0, 1, 2], [3], [4, 5]) { Seed = 3 }.Sha256);
        string[] others =
        [
            new SplitPlan(source, SplitKind.File, "a", [0, 1], [2, 3], [4, 5]).Sha256,
            new SplitPlan(source, SplitKind.File, "a", [0, 1, 3], [2], [4, 5]).Sha256,
            new SplitPlan(source, SplitKind.File, "a", [0, 1, 2], [], [3, 4, 5]).Sha256,
            new SplitPlan(source, SplitKind.File, "a", [0, 1, 2], [3], [4]).Sha256,
            new SplitPlan(new("other", source.ItemNames, source.Labels, source.Parts, source.ClassNames), SplitKind.File, "a", [0, 1, 2], [3], [4, 5]).Sha256,
        ];
        Assert.Equal(6, others.Append(plan.Sha256).Distinct().Count());
        Assert.Equal(2, plan.UnassignedCount);
    }

    [Fact]
    public void The_fingerprint_of_a_small_plan_is_known()
    {
        // printf '\4\0\0\0made\2\0\0\0\1\0\0\0a\1\0\0\0b\0\0\0\0\1\0\0\0\2\0\0\0\303\251' | sha256sum
        var source = new SplitSource("made", ["b", "é", "a"], [0, 0, 0], new ItemPart[3], ["x"]);
        Assert.Equal("775c70f447681fdef793a9704ee411f34beca1ef292ac14f60da1d60eff622f8", new SplitPlan(source, SplitKind.File, "a", [0, 2], [], [1]).Sha256);
    }

    [Theory]
    [InlineData(new[] { 1, 0 }, new int[0], new[] { 2 })]
    [InlineData(new[] { 0, 0 }, new int[0], new[] { 2 })]
    [InlineData(new[] { 0 }, new[] { 0 }, new[] { 2 })]
    [InlineData(new[] { 0 }, new[] { 2 }, new[] { 1, 2 })]
    [InlineData(new[] { 0 }, new[] { 8 }, new[] { 2 })]
    [InlineData(new[] { -1 }, new int[0], new[] { 2 })]
    public void A_plan_of_places_that_do_not_rise_or_overlap_is_refused(int[] train, int[] validation, int[] test) =>
        Assert.Throws<ArgumentException>(() => new SplitPlan(SplitSources.Make([4, 4]), SplitKind.File, "a", train, validation, test));

    [Fact]
    public void Plans_are_equal_when_they_say_the_same() => SplitSources.Full.Sample(
        source =>
        {
            SplitPlan plan = ClassDisjointSplit.Halves(source, 1);
            Assert.Equal(plan, ClassDisjointSplit.Halves(source, 1));
            Assert.Equal(plan.GetHashCode(), ClassDisjointSplit.Halves(source, 1).GetHashCode());
            Assert.NotEqual(plan, plan with { Seed = 2 });
            Assert.NotEqual(plan, plan with { Notes = ["new"] });
            Assert.NotEqual(plan, plan with { Shares = new(0.5, 0, 0.5) });
            Assert.NotEqual(plan, plan with { Fold = 1, Folds = 2 });
        },
        iter: 50,
        threads: 1);
}
