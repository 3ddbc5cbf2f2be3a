using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class OfficialSplitTests
{
    private static readonly Gen<SplitSource> _sources = SplitSources.Full.Where(source => source.Parts.Contains(ItemPart.Train) && source.Parts.Contains(ItemPart.Test));

    [Fact]
    public void The_parts_are_the_official_ones() => _sources.Sample(
        source =>
        {
            SplitPlan plan = OfficialSplit.Plan(source);
            return SplitSources.Covers(plan)
                && plan.Train.All(place => source.Parts[place] == ItemPart.Train)
                && plan.Validation.All(place => source.Parts[place] == ItemPart.Validation)
                && plan.Test.All(place => source.Parts[place] == ItemPart.Test)
                && plan is { Name: "official", Seed: null, Shares: null, Fold: null };
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Validation_is_taken_from_each_class_of_training_only() =>
        Gen.Select(_sources.Select(WithoutValidation), Gen.Int[1, 99], Gen.Int, Gen.Int).Where((source, _, _, _) => HasAPair(source)).Sample(
            (source, percent, seed, order) =>
            {
                double share = percent / 100.0;
                SplitPlan plan = OfficialSplit.PlanWithValidation(source, share, seed);
                Assert.True(SplitSources.Covers(plan));
                Assert.Equal(OfficialSplit.Plan(source).Test, plan.Test);
                Assert.DoesNotContain(plan.Validation, place => source.Labels[place] < 0);
                foreach (int label in SplitSources.Classes(source, plan.Train))
                {
                    int chosenBy = plan.Validation.Count(place => source.Labels[place] == label);
                    int n = chosenBy + plan.Train.Count(place => source.Labels[place] == label);
                    Assert.InRange(chosenBy, n == 1 ? 0 : 1, Math.Max(0, n - 1));
                    Assert.InRange(Math.Abs(chosenBy - (share * n)), 0, 1);
                }

                Assert.Equal(plan, OfficialSplit.PlanWithValidation(source, share, seed));
                SplitSource other = SplitSources.Permute(source, order);
                Assert.True(SplitSources.SaysTheSame(source, plan, other, OfficialSplit.PlanWithValidation(other, share, seed)));
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void A_share_of_training_is_named_and_stratified()
    {
        SplitSource source = Parted([10, 20], test: 6);
        SplitPlan plan = OfficialSplit.PlanWithValidation(source, 0.1, 4);
        Assert.Equal("official-validation-0.1-seed-4", plan.Name);
        Assert.Equal((27, 3, 6), (plan.Train.Length, plan.Validation.Length, plan.Test.Length));
        Assert.Equal(1, plan.Validation.Count(place => source.Labels[place] == 0));
        Assert.NotEqual(plan.Sha256, OfficialSplit.PlanWithValidation(source, 0.1, 5).Sha256);
    }

    [Fact]
    public void Sets_without_official_parts_are_refused_with_counts()
    {
        ArgumentException problem = Assert.Throws<ArgumentException>(() => OfficialSplit.Plan(SplitSources.Make([3, 4])));
        Assert.StartsWith(
            "Expected an official training part and an official test part of made, found 7 items to train on, 0 to choose by and 0 to test on;", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => OfficialSplit.PlanWithValidation(Parted([3], test: 1), 1, 0));
        Assert.Throws<ArgumentException>(() => OfficialSplit.PlanWithValidation(Parted([3], test: 1), double.NaN, 0));
        problem = Assert.Throws<ArgumentException>(() => OfficialSplit.PlanWithValidation(Parted([1, 1], test: 2), 0.5, 0));
        Assert.StartsWith("Expected a class of two or more items in the training part of made, found 2 items in 2 classes and 0 outliers.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_official_validation_part_is_not_replaced()
    {
        var source = new SplitSource("made", ["a", "b", "c", "d"], [0, 0, 0, 0], [ItemPart.Train, ItemPart.Train, ItemPart.Validation, ItemPart.Test], ["x"]);
        ArgumentException problem = Assert.Throws<ArgumentException>(() => OfficialSplit.PlanWithValidation(source, 0.5, 0));
        Assert.StartsWith("Expected no official validation part of made where a share of training is to become one, found 1 items.", problem.Message, StringComparison.Ordinal);
    }

    private static SplitSource Parted(int[] sizes, int test)
    {
        SplitSource train = SplitSources.Make(sizes);
        return new(
            "made",
            [.. train.ItemNames, .. Enumerable.Range(0, test).Select(i => $"test/{i}")],
            [.. train.Labels, .. Enumerable.Repeat(0, test)],
            [.. train.Parts, .. Enumerable.Repeat(ItemPart.Test, test)],
            train.ClassNames);
    }

    private static SplitSource WithoutValidation(SplitSource source) =>
        new(source.Dataset, source.ItemNames, source.Labels, Array.ConvertAll(source.Parts, part => part == ItemPart.Validation ? ItemPart.Train : part), source.ClassNames);

    private static bool HasAPair(SplitSource source) => Enumerable.Range(0, source.Count)
        .Where(i => source.Parts[i] == ItemPart.Train && source.Labels[i] >= 0)
        .GroupBy(i => source.Labels[i])
        .Any(items => items.Count() > 1);
}
