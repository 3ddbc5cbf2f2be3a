using CsCheck;
using DeepMetric.Samplers;
using DeepMetric.Sampling;
using DeepMetric.Tuples;

namespace DeepMetric.Tests.Samplers;

/// <summary>The samplers besides the class-balanced one, and what all of them do.</summary>
public sealed class SamplerTests
{
    /// <summary>Items in classes in categories, some of no known class.</summary>
    private static readonly Gen<(long[] Labels, long[] Categories)> Hierarchies =
        from categories in Gen.Int[2, 4]
        from classes in Gen.Int[1, 5].Array[categories]
        from sizes in Gen.Int[1, 7].Array[classes.Sum()]
        select Build(classes, sizes);

    [Fact]
    public void Every_sampler_is_in_the_catalogue_and_its_epochs_depend_on_seed_and_number_alone()
    {
        IEnumerable<Type> samplers = typeof(BatchSampler).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(BatchSampler)));
        Assert.Equal(samplers.Select(type => type.Name).Order(), SamplerCatalog.Entries.Select(entry => entry.SamplerType.Name).Order());
        (long[] labels, long[] categories) = Build([4, 4, 4], [.. Enumerable.Repeat(6, 12)]);
        foreach (string name in SamplerCatalog.Names)
        {
            BatchSampler Create(ulong seed) => SamplerCatalog.Create(name, new(labels, categories, seed), new(name == "class-balanced" ? [new("classesPerBatch", 4)] : []));
            BatchSampler sampler = Create(7);
            Assert.Equal(sampler.Epoch(2), Create(7).Epoch(2));
            Assert.Equal(sampler.BatchesPerEpoch, sampler.Epoch(3).Count);
            Assert.NotEqual(sampler.Epoch(2), sampler.Epoch(3));
            Assert.NotEqual(sampler.Epoch(2), Create(8).Epoch(2));
            Assert.All(sampler.Epoch(1).SelectMany(batch => batch), item => Assert.NotEqual(-1, labels[item]));
        }

        ArgumentException refused = Assert.Throws<ArgumentException>(() => SamplerCatalog.Create("hierarchical", new(labels, null, 1)));
        Assert.Contains("category", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SamplerCatalog.Create("weighted", new(labels, null, 1), new() { ["batchSize"] = 0 }));
        Assert.Throws<ArgumentException>(() => SamplerCatalog.Create("nope", new(labels, null, 1)));
    }

    [Fact]
    public void Category_balanced_batches_have_the_categories_classes_and_items_they_should() => Hierarchies.Sample(
        hierarchy =>
        {
            (long[] labels, long[] categories) = hierarchy;
            var options = new CategoryBalancedSamplerOptions { CategoriesPerBatch = 2, ClassesPerCategory = 3, SamplesPerClass = 4 };
            var sampler = new CategoryBalancedSampler(labels, categories, options, 3);
            Assert.Equal((labels.Where(label => label >= 0).Distinct().Count() + 2) / 3, sampler.Epoch(0).Count);
            foreach (int[] batch in sampler.Epoch(0))
            {
                Assert.Equal(batch.Length, batch.Distinct().Count());
                IGrouping<long, int>[] chosen = [.. batch.GroupBy(item => categories[item])];
                Assert.Equal(2, chosen.Length);
                foreach (IGrouping<long, int> category in chosen)
                {
                    int available = labels.Where((label, item) => label >= 0 && categories[item] == category.Key).Distinct().Count();
                    IGrouping<long, int>[] classes = [.. category.GroupBy(item => labels[item])];
                    Assert.Equal(Math.Min(3, available), classes.Length);
                    Assert.All(classes, group => Assert.Equal(Math.Min(4, labels.Count(label => label == group.Key)), group.Count()));
                }
            }
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Categories_come_as_often_as_they_have_classes_if_so_set()
    {
        (long[] labels, long[] categories) = Build([1, 3], [2, 2, 2, 2]);
        foreach ((bool weighted, double share) in ((bool, double)[])[(true, 0.75), (false, 0.5)])
        {
            var sampler = new CategoryBalancedSampler(labels, categories, new() { CategoriesPerBatch = 1, ClassesPerCategory = 1, SamplesPerClass = 1, WeightByClasses = weighted }, 1);
            int[] items = [.. Enumerable.Range(0, 1000).SelectMany(epoch => sampler.Epoch(epoch)).Select(batch => batch[0])];
            Assert.Equal(share, items.Average(item => categories[item] == 1 ? 1.0 : 0), 0.03);
        }
    }

    [Fact]
    public void Hierarchical_epochs_go_through_every_combination_and_fill_each_part() => Hierarchies.Sample(
        hierarchy =>
        {
            (long[] labels, long[] categories) = hierarchy;
            int known = categories.Where((_, item) => labels[item] >= 0).Distinct().Count();
            var options = new HierarchicalSamplerOptions { BatchSize = 12, SamplesPerClass = 3, CategoriesPerBatch = 2, BatchesPerCombination = 2 };
            var sampler = new HierarchicalSampler(labels, categories, options, 4);
            IReadOnlyList<int[]> batches = sampler.Epoch(0);
            Assert.Equal(known * (known - 1), batches.Count);
            Assert.All(
                batches.GroupBy(batch => string.Join(' ', batch.Select(item => categories[item]).Distinct().Order())),
                combination => Assert.Equal(2, combination.Count()));
            foreach (int[] batch in batches)
            {
                Assert.Equal(batch.Length, batch.Distinct().Count());
                foreach (IGrouping<long, int> part in batch.GroupBy(item => categories[item]))
                {
                    Assert.InRange(part.Count(), 1, 6);
                    Assert.All(part.GroupBy(item => labels[item]), group => Assert.Equal(Math.Min(3, labels.Count(label => label == group.Key)), group.Count()));
                }
            }
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void Weighted_draws_follow_the_weights_of_tuples()
    {
        var tuples = new Triplets([0, 0, 2], [1, 1, 3], [2, 4, 0]);
        double[] weights = tuples.ItemWeights(6);
        Assert.Equal([1, 2 / 3.0, 2 / 3.0, 1 / 3.0, 1 / 3.0, 0], weights);
        var sampler = WeightedSampler.OfTuples(tuples, 6, new() { BatchSize = 50, Batches = 100 }, 2);
        int[] items = [.. sampler.Epoch(0).SelectMany(batch => batch)];
        Assert.Equal(5000, items.Length);
        Assert.All(Enumerable.Range(0, 6), item => Assert.Equal(weights[item] / weights.Sum(), items.Count(drawn => drawn == item) / 5000.0, 0.03));
        Assert.DoesNotContain(5, items);
        Assert.Throws<ArgumentException>(() => new WeightedSampler([0, 0], new(), 1));
        Assert.Throws<ArgumentException>(() => new WeightedSampler([1, -1], new(), 1));
        Assert.Throws<ArgumentException>(() => new WeightedSampler([1, double.NaN], new(), 1));
    }

    [Fact]
    public void Weights_of_classes_make_classes_equally_likely()
    {
        long[] labels = [0, 0, 0, 0, 0, 0, 1, 1, -1];
        int[] items = [.. WeightedSampler.OfClasses(labels, new() { BatchSize = 50, Batches = 60 }, 3).Epoch(0).SelectMany(batch => batch)];
        Assert.Equal(0.5, items.Average(item => labels[item] == 0 ? 1.0 : 0), 0.04);
    }

    [Fact]
    public void Fixed_pairs_are_half_positive_and_the_same_in_every_epoch()
    {
        long[] labels = [0, 0, 0, 1, 1, 2, -1, -1];
        var sampler = new FixedPairsSampler(labels, new() { Pairs = 31, PairsPerBatch = 4 }, 5);
        Assert.Equal((16, 15), (sampler.Pairs.Positives.Length, sampler.Pairs.Negatives.Length));
        int[][] pairs = [.. sampler.Epoch(0).SelectMany(batch => batch.Chunk(2))];
        Assert.Equal([.. pairs.OrderBy(pair => (pair[0], pair[1]))], (int[][])[.. sampler.Epoch(1).SelectMany(batch => batch.Chunk(2)).OrderBy(pair => (pair[0], pair[1]))]);
        Assert.All(pairs, pair => Assert.NotEqual(pair[0], pair[1]));
        Assert.Equal(16, pairs.Count(pair => labels[pair[0]] == labels[pair[1]]));
        Assert.DoesNotContain(pairs.SelectMany(pair => pair), item => labels[item] == -1);

        int[] batch = sampler.Epoch(0)[0];
        Pairs packaged = Pairs.Packaged([.. batch.Select(item => labels[item])]);
        Assert.Equal(4, packaged.Positives.Length + packaged.Negatives.Length);
        Assert.Throws<ArgumentException>(() => Pairs.Packaged([0, 1, 1]));
        Assert.Throws<ArgumentException>(() => new FixedPairsSampler([0, 1, 2], new(), 1));
        Assert.Throws<ArgumentException>(() => new FixedTripletsSampler([0, 0, -1], new(), 1));
    }

    [Fact]
    public void A_weighted_choice_never_gives_a_weight_of_0()
    {
        var random = new SeededRandom(1);
        Gen.Double[0, 1].Select(value => value < 0.4 ? 0 : value).Array[1, 9].Where(weights => weights.Sum() > 0).Sample(
            weights =>
            {
                var choice = new WeightedChoice(weights);
                Assert.Equal(weights.Length, choice.Count);
                Assert.All(Enumerable.Range(0, 50), _ => Assert.True(weights[choice.Next(random)] > 0));
            },
            iter: 200,
            threads: 1);
    }

    private static (long[] Labels, long[] Categories) Build(int[] classes, int[] sizes)
    {
        List<long> labels = [], categories = [];
        int label = 0;
        for (int category = 0; category < classes.Length; category++)
        {
            for (int i = 0; i < classes[category]; i++, label++)
            {
                labels.AddRange(Enumerable.Repeat((long)label, sizes[label]));
                categories.AddRange(Enumerable.Repeat((long)category, sizes[label]));
            }

            labels.Add(-1);
            categories.Add(category);
        }

        return ([.. labels], [.. categories]);
    }
}
