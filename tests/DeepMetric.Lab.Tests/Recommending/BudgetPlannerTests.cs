using CsCheck;
using DeepMetric.Lab.Recommending;

namespace DeepMetric.Lab.Tests.Recommending;

public sealed class BudgetPlannerTests
{
    private static readonly StudyCosts Costs = new()
    {
        SecondsPerItem = new Dictionary<string, double> { ["contrastive"] = 0.001, ["triplet"] = 0.0012 },
        EpochSeconds = 0.2,
        EvaluationSeconds = 0.5,
        RawSeconds = 0.5,
        StartSeconds = 2,
        TrainItems = 1000,
        TestItems = 1000,
    };

    private static readonly PlanningFacts Facts = new()
    {
        TrainItems = 4000,
        TestItems = 4000,
        TrainClasses = 98,
        TestClasses = 98,
        ItemSize = 12288,
        BatchSize = 120,
        Epochs = 12,
        Workers = 2,
        CanTune = true,
        LargestImageSize = 64,
    };

    [Fact]
    public void With_plenty_of_time_nothing_is_left_out()
    {
        BudgetPlan plan = BudgetPlanner.Choose(Facts, Costs, 1e6)!;
        Assert.Equal((5, 12, 8), (plan.Seeds, plan.Epochs, plan.Trials));
        Assert.Equal((null, null, null), (plan.TrainItems, plan.TestItems, plan.ImageSize));
        Assert.True(plan.IsFull);
    }

    [Fact]
    public void A_plan_fits_and_has_seeds_enough_for_a_test() =>
        Gen.Select(Gen.Double[1, 20000], Gen.Double[1e-5, 0.02], Gen.Int[60, 20000], Gen.Int[2, 50]).Sample(
            (seconds, perItem, items, classes) =>
            {
                StudyCosts costs = Costs with { SecondsPerItem = new Dictionary<string, double> { ["a"] = perItem, ["b"] = perItem * 1.1 } };
                PlanningFacts facts = Facts with { TrainItems = items, TestItems = items, TrainClasses = classes, TestClasses = classes };
                return BudgetPlanner.Choose(facts, costs, seconds) is not { } plan
                    ? BudgetPlanner.Least(facts, costs).Seconds > seconds
                    : plan.Seconds <= seconds && plan.Seeds is >= 3 and <= 5 && plan.Epochs >= 2 && plan.Epochs <= facts.Epochs && (plan.TrainItems ?? items) <= items;
            },
            threads: 1);

    [Fact]
    public void Most_times_get_a_plan_and_short_ones_none()
    {
        double[] times = [1, 5, 20, 60, 120, 300, 600, 1200, 3600];
        BudgetPlan?[] plans = [.. times.Select(time => BudgetPlanner.Choose(Facts, Costs, time))];
        Assert.Null(plans[0]);
        Assert.All(plans.Skip(4), Assert.NotNull);
    }

    [Fact]
    public void More_time_never_gives_fewer_seeds_than_a_tests_least_nor_a_plan_back()
    {
        double[] times = [.. Enumerable.Range(1, 400).Select(step => 5.0 * step)];
        BudgetPlan?[] plans = [.. times.Select(time => BudgetPlanner.Choose(Facts, Costs, time))];
        int first = Array.FindIndex(plans, plan => plan is not null);
        Assert.InRange(first, 1, 100);
        Assert.All(plans.Skip(first), Assert.NotNull);
    }

    [Fact]
    public void Options_are_searched_only_where_items_can_be_set_aside()
    {
        Assert.Equal(0, BudgetPlanner.Choose(Facts with { CanTune = false }, Costs, 1e6)!.Trials);
        Assert.Equal(8, BudgetPlanner.Choose(Facts, Costs, 1e6)!.Trials);
    }

    [Fact]
    public void Five_seeds_go_before_long_trainings()
    {
        BudgetPlan all = BudgetPlanner.Choose(Facts with { CanTune = false }, Costs, 1e6)!;
        BudgetPlan less = BudgetPlanner.Choose(Facts with { CanTune = false }, Costs, all.Seconds * 0.6)!;
        Assert.Equal(5, less.Seeds);
        Assert.True(less.Epochs < all.Epochs || less.TestItems is not null);
    }

    [Fact]
    public void Test_items_go_before_epochs()
    {
        StudyCosts slow = Costs with { EvaluationSeconds = 20 };
        BudgetPlan all = BudgetPlanner.Choose(Facts, slow, 1e6)!;
        BudgetPlan less = BudgetPlanner.Choose(Facts, slow, all.Seconds * 0.9)!;
        Assert.Equal(12, less.Epochs);
        Assert.NotNull(less.TestItems);
    }

    [Fact]
    public void Images_are_made_smaller_only_where_that_is_allowed()
    {
        BudgetPlan?[] may = [.. Enumerable.Range(1, 300).Select(step => BudgetPlanner.Choose(Facts, Costs, step))];
        BudgetPlan?[] mayNot = [.. Enumerable.Range(1, 300).Select(step => BudgetPlanner.Choose(Facts with { LargestImageSize = null }, Costs, step))];
        Assert.Contains(may, plan => plan?.ImageSize == 32);
        Assert.DoesNotContain(mayNot, plan => plan?.ImageSize is not null);
    }

    [Fact]
    public void Each_class_keeps_items_to_train_on() =>
        Assert.All(
            Enumerable.Range(1, 300).Select(step => BudgetPlanner.Choose(Facts, Costs, step)).OfType<BudgetPlan>(),
            plan => Assert.True((plan.TrainItems ?? Facts.TrainItems) >= 8 * Facts.TrainClasses && (plan.TestItems ?? Facts.TestItems) >= 5 * Facts.TestClasses));

    [Fact]
    public void Finer_labels_are_asked_for_only_where_time_is_left_for_it()
    {
        BudgetPlan one = BudgetPlanner.Choose(Facts, Costs, 1e6)!;
        Assert.Equal(2, BudgetPlanner.Choose(Facts with { Levels = 2 }, Costs, 1e6)!.Levels);
        Assert.Equal(1, BudgetPlanner.Choose(Facts with { Levels = 2 }, Costs, one.Seconds / 20)!.Levels);
    }

    [Fact]
    public void Two_workers_are_planned_with_more_than_one()
    {
        BudgetPlan one = BudgetPlanner.Choose(Facts with { Workers = 1 }, Costs, 1e6)!;
        BudgetPlan two = BudgetPlanner.Choose(Facts with { Workers = 2 }, Costs, 1e6)!;
        Assert.InRange(two.Seconds, one.Seconds / 2, one.Seconds);
    }

    [Fact]
    public void Time_that_is_left_goes_into_seeds_and_then_into_tuning()
    {
        BudgetPlan plan = BudgetPlanner.Choose(Facts with { CanTune = false }, Costs, 1e6)! with { Seeds = 3 };
        BudgetPlan? Extended(double seconds, bool canTune = true) => BudgetPlanner.Extend(plan, Facts with { CanTune = canTune }, Costs, trainingSeconds: 10, baselineSeconds: 8, seconds);
        Assert.Null(Extended(10));
        Assert.Equal((4, 0), Of(Extended(30)));
        Assert.Equal((5, 0), Of(Extended(40)));
        Assert.Equal((5, 8), Of(Extended(1000)));
        Assert.Equal((5, 0), Of(Extended(1000, canTune: false)));
        Assert.True(Extended(300)!.Seconds <= 300);
        Assert.Null(BudgetPlanner.Extend(plan with { Seeds = 5, Trials = 8 }, Facts, Costs, 10, 8, 1e6));

        static (int Seeds, int Trials) Of(BudgetPlan? plan) => (plan!.Seeds, plan.Trials);
    }

    [Fact]
    public void A_tiny_set_is_trained_with_the_few_steps_that_it_has()
    {
        PlanningFacts tiny = Facts with { TrainItems = 60, TestItems = 20, TrainClasses = 5, TestClasses = 5, Epochs = 12, CanTune = false };
        BudgetPlan plan = BudgetPlanner.Choose(tiny, Costs, 1e6)!;
        Assert.Equal(12, plan.Epochs);
        Assert.Null(plan.TrainItems);
    }
}
