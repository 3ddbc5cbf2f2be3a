using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class PreviewSelectionTests
{
    [Fact]
    public void Without_a_seed_the_first_items_of_the_first_classes_are_shown()
    {
        IReadOnlyList<PreviewClass> chosen = PreviewSelection.Choose([5, -1, 2, 5, 2, 9, 2, -1], 2, 2);
        Assert.Equal([(2, 3), (5, 2)], chosen.Select(found => (found.Label, found.Count)));
        Assert.Equal([2, 4], chosen[0].Places);
        Assert.Equal([0, 3], chosen[1].Places);
    }

    [Fact]
    public void As_many_as_there_are_and_were_asked_for() =>
        Gen.Select(Gen.Int[-1, 8].Array[0, 60], Gen.Int[1, 10], Gen.Int[1, 8], Gen.OneOf(Gen.Const((int?)null), Gen.Int.Select(seed => (int?)seed))).Sample(
            (labels, classes, perClass, seed) =>
            {
                IReadOnlyList<PreviewClass> chosen = PreviewSelection.Choose(labels, classes, perClass, seed);
                Assert.Equal(Math.Min(classes, labels.Where(label => label >= 0).Distinct().Count()), chosen.Count);
                Assert.Equal(chosen.Select(found => found.Label).Distinct().Order(), chosen.Select(found => found.Label));
                foreach (PreviewClass found in chosen)
                {
                    Assert.Equal(labels.Count(label => label == found.Label), found.Count);
                    Assert.Equal(Math.Min(perClass, found.Count), found.Places.Count);
                    Assert.All(found.Places, place => Assert.Equal(found.Label, labels[place]));
                    Assert.Equal(found.Places.Distinct().Order(), found.Places);
                }

                IReadOnlyList<PreviewClass> again = PreviewSelection.Choose(labels, classes, perClass, seed);
                Assert.Equal(chosen.SelectMany(found => found.Places), again.SelectMany(found => found.Places));
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void Seeds_draw_every_class_and_item_about_equally_often()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 8)];
        var classes = new int[8];
        var items = new int[40];
        for (int seed = 0; seed < 800; seed++)
        {
            foreach (PreviewClass found in PreviewSelection.Choose(labels, 2, 2, seed))
            {
                classes[found.Label]++;
                items[found.Places[0]]++;
                items[found.Places[1]]++;
            }
        }

        // 200 of each class (standard deviation 12) and 80 of each item (8).
        Assert.All(classes, count => Assert.InRange(count, 140, 260));
        Assert.All(items, count => Assert.InRange(count, 40, 120));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Numbers_below_one_are_refused(int classes, int perClass) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PreviewSelection.Choose([0], classes, perClass));
}
