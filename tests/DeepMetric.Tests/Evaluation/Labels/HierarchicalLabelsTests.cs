using CsCheck;
using DeepMetric.Evaluation.Labels;

namespace DeepMetric.Tests.Evaluation.Labels;

public sealed class HierarchicalLabelsTests
{
    [Fact]
    public void Share_levels_from_the_coarsest_until_one_differs_or_is_unknown()
    {
        // 0 and 1 are of one species; 2 of another of their family; 3 of a third of their order, whose species has the number of 0's; 4's species is unknown, 5's order.
        var labels = new HierarchicalLabels([7, 7, 7, 7, 7, -1], [1, 1, 1, 2, 1, 1], [5, 5, 6, 5, -1, 5]);
        Assert.Equal([3, 3, 2, 1, 2, 0], Enumerable.Range(0, 6).Select(other => labels.Shared(0, labels, other)));
        Assert.Equal(2, labels.Shared(4, labels, 4));
        Assert.Equal(0, labels.Shared(5, labels, 5));
        Assert.Equal((6, 3), (labels.Count, labels.LevelCount));
        Assert.Equal([1, 1, 1, 2, 1, 1], labels.Level(1).ToArray());
    }

    [Fact]
    public void Numbers_tell_apart_what_differs_on_any_level_down_to_the_one_asked_for()
    {
        int same = 0;
        (from count in Gen.Int[1, 15]
         from levels in Gen.Int[-1, 2].Array[count].Array[1, 3]
         from split in Gen.Int[0, levels.Length - 1]
         select (levels, split)).Sample(
            sample =>
            {
                var labels = new HierarchicalLabels(sample.levels);
                (int[] first, int[] second) = HierarchicalLabels.Number(labels, labels, sample.split);
                Assert.Equal(first, second);
                for (int i = 0; i < labels.Count; i++)
                {
                    bool isKnown = sample.levels.Take(sample.split + 1).All(level => level[i] != -1);
                    Assert.Equal(isKnown, first[i] != -1);
                    for (int j = 0; j < labels.Count && isKnown; j++)
                    {
                        Assert.Equal(labels.Shared(i, labels, j) > sample.split, first[i] == first[j]);
                        same += i != j && first[i] == first[j] ? 1 : 0;
                    }
                }
            },
            threads: 1);
        Assert.True(same > 100);
    }

    [Fact]
    public void Refuses_levels_that_do_not_fit()
    {
        Assert.Contains("found 1", Assert.Throws<ArgumentException>(() => new HierarchicalLabels([1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new HierarchicalLabels());
        var one = new HierarchicalLabels([1, 2]);
        var two = new HierarchicalLabels([1, 2], [1, 2]);
        Assert.Throws<ArgumentException>(() => HierarchicalLabels.Number(one, two, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => HierarchicalLabels.Number(two, two, 2));
    }
}
