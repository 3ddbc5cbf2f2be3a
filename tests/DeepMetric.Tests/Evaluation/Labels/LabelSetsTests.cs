using CsCheck;
using DeepMetric.Evaluation.Labels;

namespace DeepMetric.Tests.Evaluation.Labels;

public sealed class LabelSetsTests
{
    [Fact]
    public void Intersect_and_overlap_as_plain_sets_do()
    {
        int shared = 0;
        int apart = 0;
        Gen.Int[0, 6].List[0, 5].List[2, 12].Sample(
            sets =>
            {
                var labels = new LabelSets(sets);
                Assert.Equal(sets.Count, labels.Count);
                for (int i = 0; i < sets.Count; i++)
                {
                    Assert.Equal(sets[i].Distinct().Order(), labels.Of(i).ToArray());
                    for (int j = 0; j < sets.Count; j++)
                    {
                        int common = sets[i].Intersect(sets[j]).Count();
                        int either = sets[i].Union(sets[j]).Count();
                        Assert.Equal(common > 0, labels.Intersect(i, labels, j));
                        Assert.Equal(either == 0 ? 0 : (double)common / either, labels.Jaccard(i, labels, j));
                        shared += common > 0 && common < either ? 1 : 0;
                        apart += common == 0 ? 1 : 0;
                    }
                }
            },
            threads: 1);
        Assert.True(shared > 500 && apart > 500);
    }

    [Fact]
    public void Refuses_negative_classes_and_no_items()
    {
        Assert.Contains("found -1 for item 1", Assert.Throws<ArgumentException>(() => new LabelSets([[0], [-1, 2]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LabelSets([]));
    }
}
