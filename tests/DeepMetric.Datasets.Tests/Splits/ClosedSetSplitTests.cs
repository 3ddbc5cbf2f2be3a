using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class ClosedSetSplitTests
{
    private static readonly Gen<SplitShares> _shares =
        from validation in Gen.Int[0, 40]
        from test in Gen.Int[1, 50]
        select new SplitShares((100 - validation - test) / 100.0, validation / 100.0, test / 100.0);

    [Fact]
    public void Parts_are_disjoint_and_cover_and_each_class_is_near_its_exact_share()
    {
        int forced = 0;
        int few = 0;
        Gen.Select(SplitSources.Any.Where(HasAPair), _shares, Gen.Int).Sample(
            (source, shares, seed) =>
            {
                SplitPlan plan = ClosedSetSplit.Plan(source, shares, seed);
                Assert.True(SplitSources.Covers(plan));
                Assert.All(plan.Validation.Concat(plan.Test), place => Assert.NotEqual(-1, source.Labels[place]));
                foreach (IGrouping<int, int> items in Enumerable.Range(0, source.Count).Where(i => source.Labels[i] >= 0).GroupBy(i => source.Labels[i]))
                {
                    int n = items.Count();
                    double[] wanted = [shares.Train, shares.Validation, shares.Test];
                    int[] counts = [.. new[] { plan.Train, plan.Validation, plan.Test }.Select(part => part.Count(place => source.Labels[place] == items.Key))];
                    int parts = wanted.Count(share => share > 0);
                    if (n < parts)
                    {
                        few++;
                        Assert.Equal(n == 1 ? [1, 0, 0] : [1, 0, 1], counts);
                        continue;
                    }

                    bool isForced = wanted.Any(share => share > 0 && share * n < 1);
                    forced += isForced ? 1 : 0;
                    for (int part = 0; part < 3; part++)
                    {
                        Assert.Equal(wanted[part] > 0, counts[part] > 0);
                        // An item that a part must have, however small its share, comes from another part: at most one for each of the two others.
                        Assert.InRange(Math.Abs(counts[part] - (wanted[part] * n)), 0, (isForced ? 2 : 1) + 1e-6);
                    }
                }
            },
            iter: 1000,
            threads: 1);
        Assert.InRange(forced, 100, int.MaxValue);
        Assert.InRange(few, 100, int.MaxValue);
    }

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_the_order_of_items_does_not_matter() =>
        Gen.Select(SplitSources.Any.Where(HasAPair), _shares, Gen.Int, Gen.Int).Sample(
            (source, shares, seed, order) =>
            {
                SplitPlan plan = ClosedSetSplit.Plan(source, shares, seed);
                SplitSource other = SplitSources.Permute(source, order);
                return plan.Equals(ClosedSetSplit.Plan(source, shares, seed))
                    && SplitSources.SaysTheSame(source, plan, other, ClosedSetSplit.Plan(other, shares, seed));
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void Another_seed_gives_another_plan() =>
        Gen.Select(Gen.Int, Gen.Int).Where((first, second) => first != second).Sample(
            (first, second) =>
            {
                SplitSource source = SplitSources.Make([20, 20, 20]);
                var shares = new SplitShares(0.5, 0, 0.5);
                return ClosedSetSplit.Plan(source, shares, first).Sha256 != ClosedSetSplit.Plan(source, shares, second).Sha256;
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void A_class_does_not_move_when_another_one_grows()
    {
        var shares = new SplitShares(0.6, 0.2, 0.2);
        SplitSource small = SplitSources.Make([10, 15, 4]);
        SplitSource large = SplitSources.Make([25, 15, 4]);
        string[] OfSecond(SplitSource source) => [.. SplitSources.Names(source, ClosedSetSplit.Plan(source, shares, 3).Test).Where(name => name.StartsWith("c1/", StringComparison.Ordinal))];
        Assert.Equal(3, OfSecond(small).Length);
        Assert.Equal(OfSecond(small), OfSecond(large));
    }

    [Fact]
    public void Ties_between_fractions_favour_no_part()
    {
        // 15 items: 12, 1.5 and 1.5.
        SplitSource source = SplitSources.Make([.. Enumerable.Repeat(15, 400)]);
        SplitPlan plan = ClosedSetSplit.Plan(source, new(0.8, 0.1, 0.1), 11);
        Assert.Equal((400 * 12, 400 * 3), (plan.Train.Length, plan.Validation.Length + plan.Test.Length));
        // 600 each, with a standard deviation of 10.
        Assert.InRange(plan.Test.Length, 550, 650);
    }

    [Fact]
    public void Small_classes_and_outliers_are_noted()
    {
        SplitSource source = SplitSources.Make([1, 1, 2, 30], outliers: 3);
        SplitPlan plan = ClosedSetSplit.Plan(source, new(0.8, 0.1, 0.1), 5);
        Assert.Equal("closed-set-0.8-0.1-0.1-seed-5", plan.Name);
        Assert.Equal((SplitKind.ClosedSet, 5, new SplitShares(0.8, 0.1, 0.1)), (plan.Kind, plan.Seed, plan.Shares));
        Assert.Equal((2 + 1 + 24 + 3, 3, 1 + 3), (plan.Train.Length, plan.Validation.Length, plan.Test.Length));
        Assert.Equal(
            [
                "2 classes have one item, which is in the training part.",
                "1 class has too few items for every part and none to choose by.",
                "3 outliers stay in the training part.",
            ],
            plan.Notes);
    }

    [Fact]
    public void What_cannot_be_divided_is_refused_with_counts()
    {
        SplitSource source = SplitSources.Make([1, 1], outliers: 1);
        ArgumentException problem = Assert.Throws<ArgumentException>(() => ClosedSetSplit.Plan(source, new(0.5, 0, 0.5), 1));
        Assert.StartsWith("Expected a class of two or more items in made, found 3 items in 2 classes and 1 outliers.", problem.Message, StringComparison.Ordinal);
        problem = Assert.Throws<ArgumentException>(() => ClosedSetSplit.Plan(source, new(0.5, 0.5, 0), 1));
        Assert.StartsWith("Expected a share above 0 to test on, found 0.5-0.5-0.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.5, 0.5)]
    [InlineData(0.5, 0.5, 0.5)]
    [InlineData(1.5, -0.5, 0)]
    [InlineData(double.NaN, 0.5, 0.5)]
    [InlineData(0.5, double.NaN, 0.5)]
    [InlineData(double.PositiveInfinity, 0, 0)]
    public void Shares_that_are_none_are_refused(double train, double validation, double test) =>
        Assert.Contains("that add up to 1", Assert.Throws<ArgumentException>(() => new SplitShares(train, validation, test)).Message, StringComparison.Ordinal);

    private static bool HasAPair(SplitSource source) => source.Labels.Where(label => label >= 0).GroupBy(label => label).Any(items => items.Count() > 1);
}
