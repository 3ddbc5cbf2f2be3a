using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class ClassDisjointSplitTests
{
    private static readonly Gen<int?> _seeds = Gen.OneOf(Gen.Const((int?)null), Gen.Int.Select(seed => (int?)seed));

    [Fact]
    public void Halves_cover_share_no_class_and_keep_outliers_in_training() =>
        Gen.Select(SplitSources.Full, _seeds, Gen.Int).Sample(
            (source, seed, order) =>
            {
                SplitPlan plan = ClassDisjointSplit.Halves(source, seed);
                HashSet<int> learned = SplitSources.Classes(source, plan.Train);
                HashSet<int> tested = SplitSources.Classes(source, plan.Test);
                Assert.True(SplitSources.Covers(plan));
                Assert.Empty(plan.Validation);
                Assert.False(learned.Overlaps(tested));
                Assert.InRange(learned.Count - tested.Count, 0, 1);
                Assert.True(seed is not null || learned.Max() < tested.Min());
                Assert.DoesNotContain(plan.Test, place => source.Labels[place] < 0);
                SplitSource other = SplitSources.Permute(source, order);
                Assert.True(SplitSources.SaysTheSame(source, plan, other, ClassDisjointSplit.Halves(other, seed)));
                LeakCheck.Inspect(source, plan).ThrowIfLeaking();
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void Folds_choose_by_each_training_class_once_and_test_on_the_same_items() =>
        Gen.Select(SplitSources.Full.Where(source => source.ClassNames.Count >= 3), _seeds, Gen.Int[2, 6], Gen.Int).Sample(
            (source, seed, wanted, order) =>
            {
                SplitPlan halves = ClassDisjointSplit.Halves(source, seed);
                int classes = SplitSources.Classes(source, halves.Train).Count;
                int folds = Math.Min(wanted, classes);
                IReadOnlyList<SplitPlan> plans = ClassDisjointSplit.Folds(source, folds, seed);
                Assert.Equal(folds, plans.Count);
                HashSet<int>[] chosenBy = [.. plans.Select(plan => SplitSources.Classes(source, plan.Validation))];
                Assert.Equal(classes, chosenBy.Sum(found => found.Count));
                Assert.Equal(classes, chosenBy.SelectMany(found => found).Distinct().Count());
                Assert.InRange(chosenBy.Max(found => found.Count) - chosenBy.Min(found => found.Count), 0, 1);
                SplitSource other = SplitSources.Permute(source, order);
                IReadOnlyList<SplitPlan> others = ClassDisjointSplit.Folds(other, folds, seed);
                for (int i = 0; i < folds; i++)
                {
                    Assert.True(SplitSources.Covers(plans[i]));
                    Assert.Equal(halves.Test, plans[i].Test);
                    Assert.False(SplitSources.Classes(source, plans[i].Train).Overlaps(chosenBy[i]));
                    Assert.DoesNotContain(plans[i].Validation, place => source.Labels[place] < 0);
                    Assert.Equal((i + 1, folds, seed, SplitKind.ClassDisjoint), (plans[i].Fold, plans[i].Folds, plans[i].Seed, plans[i].Kind));
                    Assert.True(SplitSources.SaysTheSame(source, plans[i], other, others[i]));
                }
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Label_order_gives_the_fields_own_halves_and_folds()
    {
        SplitSource source = SplitSources.Make([.. Enumerable.Repeat(1, 20)]);
        Assert.Equal(Enumerable.Range(0, 10), SplitSources.Classes(source, ClassDisjointSplit.Halves(source).Train).Order());
        IReadOnlyList<SplitPlan> folds = ClassDisjointSplit.Folds(source, 4);
        int[][] expected = [[0, 1], [2, 3, 4], [5, 6], [7, 8, 9]];
        Assert.Equal(expected, folds.Select(plan => SplitSources.Classes(source, plan.Validation).Order().ToArray()));
        Assert.Equal("class-disjoint-fold-2-of-4", folds[1].Name);
        Assert.Equal("class-disjoint-fold-2-of-4-seed-1", ClassDisjointSplit.Folds(source, 4, seed: 1)[1].Name);
        Assert.Equal("class-disjoint-halves", ClassDisjointSplit.Halves(source).Name);
        Assert.Equal("class-disjoint-halves-seed--7", ClassDisjointSplit.Halves(source, -7).Name);
    }

    [Fact]
    public void Classes_without_items_do_not_count()
    {
        SplitSource source = SplitSources.Make([0, 0, 0, 2, 0, 3, 4]);
        SplitPlan plan = ClassDisjointSplit.Halves(source);
        Assert.Equal([3, 5], SplitSources.Classes(source, plan.Train).Order());
        Assert.Equal([6], SplitSources.Classes(source, plan.Test));
    }

    [Fact]
    public void The_same_seed_gives_the_same_halves_and_another_seed_others()
    {
        SplitSource source = SplitSources.Make([.. Enumerable.Repeat(2, 60)]);
        string[] hashes = [.. Enumerable.Range(0, 50).Select(seed => ClassDisjointSplit.Halves(source, seed).Sha256)];
        Assert.Equal(50, hashes.Distinct().Count());
        Assert.Equal(hashes[3], ClassDisjointSplit.Halves(source, 3).Sha256);
        Assert.DoesNotContain(ClassDisjointSplit.Halves(source).Sha256, hashes);
    }

    [Fact]
    public void An_official_split_can_be_the_basis_of_folds()
    {
        string[] names = ["a", "b", "c", "d", "e", "f"];
        ItemPart[] parts = [ItemPart.Test, ItemPart.Train, ItemPart.Train, ItemPart.Validation, ItemPart.Train, ItemPart.Test];
        var source = new SplitSource("made", names, [0, 1, 1, 2, -1, 0], parts, ["x", "y", "z"]);
        IReadOnlyList<SplitPlan> plans = ClassDisjointSplit.Folds(source, 2, basis: OfficialSplit.Plan(source));
        Assert.Equal("official-fold-1-of-2", plans[0].Name);
        Assert.Equal([1, 2], plans[0].Validation);
        Assert.Equal([3, 4], plans[0].Train);
        Assert.Equal([3], plans[1].Validation);
        Assert.Equal([0, 5], plans[1].Test);
        Assert.Equal(["1 outlier stays in the training part."], plans[0].Notes);
    }

    [Fact]
    public void What_cannot_be_divided_is_refused_with_counts()
    {
        SplitSource one = SplitSources.Make([5, 0], outliers: 2);
        ArgumentException problem = Assert.Throws<ArgumentException>(() => ClassDisjointSplit.Halves(one));
        Assert.StartsWith("Expected two or more classes with items in made, found 1 in 7 items.", problem.Message, StringComparison.Ordinal);
        SplitSource six = SplitSources.Make([2, 2, 2, 2, 2, 2]);
        problem = Assert.Throws<ArgumentException>(() => ClassDisjointSplit.Folds(six, 4));
        Assert.StartsWith("Expected from 2 folds to one for each of the 3 training classes of made, found 4.", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassDisjointSplit.Folds(six, 1));
        SplitPlan closed = ClosedSetSplit.Plan(six, new(0.5, 0, 0.5), 1);
        problem = Assert.Throws<ArgumentException>(() => ClassDisjointSplit.Folds(six, 2, basis: closed));
        Assert.StartsWith("Expected a basis that tests none of its 6 training classes, found 6 classes of closed-set-0.5-0-0.5-seed-1 in both.", problem.Message, StringComparison.Ordinal);
        problem = Assert.Throws<ArgumentException>(() => ClassDisjointSplit.Folds(six, 2, basis: ClassDisjointSplit.Halves(SplitSources.Permute(six, 3))));
        Assert.StartsWith("Expected a split of these items of made", problem.Message, StringComparison.Ordinal);
    }
}
