using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Recommending;

/// <summary>Chooses seeds, epochs, trials, items and image size so that a study fits a time: a pure function of what was measured.</summary>
/// <remarks>
/// Designs are tried from the best one down, and the first that fits is taken. Tuned options go before full epochs, because untuned ones compare defaults; five seeds go before long trainings, because
/// fewer show only large differences; test items go before training items. Fewer than three seeds are never planned: nothing would be tested.
/// </remarks>
public static class BudgetPlanner
{
    private const int FewestEpochs = 2;
    private const int FewestSteps = 30;
    private const int FewestTestItemsPerClass = 5;
    private const int FewestTrainItemsPerClass = 8;
    private const int SmallestImage = 32;
    private const int CanaryEpochs = 3;
    private const int MonitoredItems = 2000;
    private const double ValidationShare = 0.2;

    // A part of an evaluation grows with the test items, another with their square.
    private const double EvaluationGrowth = 1.5;

    // Above this, evaluations leave out the classification of raw values.
    private const double MostClassifiedValues = 60_000_000;

    private static readonly int[] TestCaps = [5000, 2000, 1000];

    private static readonly Design[] Designs =
    [
        new(5, 8, 1, 1), new(5, 6, 1, 1), new(5, 4, 1, 1), new(5, 4, 0.67, 1), new(4, 4, 0.67, 1),
        new(5, 0, 1, 1), new(5, 0, 0.67, 1), new(5, 0, 0.5, 1), new(4, 0, 0.67, 1), new(4, 0, 0.5, 1), new(3, 0, 0.67, 1), new(3, 0, 0.5, 1),
        new(5, 0, 0.5, 1, Smaller: true), new(4, 0, 0.5, 1, Smaller: true), new(3, 0, 0.5, 1, Smaller: true),
        new(5, 0, 0.34, 1), new(4, 0, 0.34, 1), new(3, 0, 0.34, 1),
        new(5, 0, 0.5, 0.5), new(4, 0, 0.5, 0.5), new(3, 0, 0.5, 0.5), new(5, 0, 0.5, 0.5, Smaller: true), new(4, 0, 0.5, 0.5, Smaller: true), new(3, 0, 0.5, 0.5, Smaller: true),
        new(5, 0, 0.5, 0.25), new(4, 0, 0.5, 0.25), new(3, 0, 0.5, 0.25), new(5, 0, 0.5, 0.25, Smaller: true), new(4, 0, 0.5, 0.25, Smaller: true), new(3, 0, 0.5, 0.25, Smaller: true),
        new(5, 0, 0.34, 0.1), new(4, 0, 0.34, 0.1), new(3, 0, 0.34, 0.1), new(3, 0, 0.34, 0.1, Smaller: true),
        new(3, 0, 0.2, 0.1), new(3, 0, 0.2, 0.1, Smaller: true), new(3, 0, 0.2, 0.05), new(3, 0, 0.2, 0.02),
    ];

    /// <summary>The best plan that fits; null where none does.</summary>
    /// <param name="facts">What there is.</param>
    /// <param name="costs">What it takes.</param>
    /// <param name="seconds">The time there is, with the margin of safety taken off.</param>
    public static BudgetPlan? Choose(PlanningFacts facts, StudyCosts costs, double seconds)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(costs);

        // Finer distinctions are asked for only where that leaves enough for the question itself.
        if (facts.Levels > 1 && Plans(facts, costs).FirstOrDefault(plan => plan.Seconds <= seconds) is { } both && both.Seeds == SeedCounts.Enough && 2 * both.Epochs >= facts.Epochs && both.TrainItems is null)
        {
            return both;
        }

        return Plans(facts with { Levels = 1 }, costs).FirstOrDefault(plan => plan.Seconds <= seconds);
    }

    /// <summary>The least that is planned with any time.</summary>
    /// <param name="facts">What there is.</param>
    /// <param name="costs">What it takes.</param>
    public static BudgetPlan Least(PlanningFacts facts, StudyCosts costs)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(costs);
        return Plans(facts with { Levels = 1 }, costs).MinBy(plan => plan.Seconds)!;
    }

    /// <summary>A larger form of a plan whose study came to its end before its time: more seeds, then tuned options. What was shown so far plays no part in it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">What there is.</param>
    /// <param name="costs">What it takes to start.</param>
    /// <param name="trainingSeconds">Seconds of a training and its numbers, as they were.</param>
    /// <param name="baselineSeconds">Seconds of the baselines of all seeds, as they were.</param>
    /// <param name="seconds">The time there is, with the margin of safety taken off.</param>
    /// <returns>The plan, with the seconds that are added; null where nothing larger fits.</returns>
    public static BudgetPlan? Extend(BudgetPlan plan, PlanningFacts facts, StudyCosts costs, double trainingSeconds, double baselineSeconds, double seconds)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(costs);
        int arms = costs.SecondsPerItem.Count;
        foreach ((int seeds, int trials) in Designs.Select(design => (design.Seeds, Math.Max(design.Trials, plan.Trials))).Distinct())
        {
            if (seeds < plan.Seeds || (seeds == plan.Seeds && trials <= plan.Trials) || (trials > 0 && !facts.CanTune))
            {
                continue;
            }

            // Trials of another number are proposed anew where there are enough of them to learn from.
            double finals = arms * (seeds - plan.Seeds) * (plan.Trials > 0 ? 2 : 1);
            double tuned = trials > plan.Trials ? (arms * seeds) + (arms * trials * (plan.TrialEpochs + 1.0) / (plan.Epochs + 1.0)) : 0;
            double baseline = seeds > plan.Seeds ? baselineSeconds * (seeds + 1) / (plan.Seeds + 1) : 0;
            double more = (costs.StartSeconds * (trials > plan.Trials ? 3 : 1)) + (plan.Levels * (((finals + tuned) * trainingSeconds) + baseline) / facts.Workers) + (facts.Workers > 1 ? trainingSeconds / 2 : 0);
            if (more <= seconds)
            {
                return plan with { Seeds = seeds, Trials = trials, Seconds = more };
            }
        }

        return null;
    }

    /// <summary>All plans, the best one first.</summary>
    private static IEnumerable<BudgetPlan> Plans(PlanningFacts facts, StudyCosts costs)
    {
        int fullSteps = Steps(facts, facts.Epochs, facts.TrainItems);
        bool isFull = true;
        foreach (Design design in Designs)
        {
            if ((design.Trials > 0 && !facts.CanTune) || (design.Smaller && facts.LargestImageSize is not > SmallestImage))
            {
                continue;
            }

            int epochs = Math.Max(Math.Min(FewestEpochs, facts.Epochs), (int)Math.Round(facts.Epochs * design.EpochShare));
            int train = (int)Math.Ceiling(facts.TrainItems * design.TrainShare);
            bool enough = train == facts.TrainItems || (train >= FewestTrainItemsPerClass * facts.TrainClasses && train >= 2 * facts.BatchSize);
            if (!enough || Steps(facts, epochs, train) < Math.Min(FewestSteps, fullSteps))
            {
                continue;
            }

            foreach (int test in TestCaps.Where(cap => cap < facts.TestItems && cap >= FewestTestItemsPerClass * facts.TestClasses).Prepend(facts.TestItems))
            {
                var plan = new BudgetPlan
                {
                    Seeds = design.Seeds,
                    Epochs = epochs,
                    Trials = design.Trials,
                    TrialEpochs = Math.Max(Math.Min(FewestEpochs, epochs), (epochs + 1) / 2),
                    TrainItems = train == facts.TrainItems ? null : train,
                    TestItems = test == facts.TestItems ? null : test,
                    ImageSize = design.Smaller ? SmallestImage : null,
                    Levels = facts.Levels,
                    Seconds = 0,
                    IsFull = isFull,
                };
                yield return plan with { Seconds = SecondsOf(plan, facts, costs) };
                isFull = false;
            }
        }
    }

    private static int Steps(PlanningFacts facts, int epochs, int trainItems) => epochs * Math.Max(1, trainItems / facts.BatchSize);

    private static double SecondsOf(BudgetPlan plan, PlanningFacts facts, StudyCosts costs)
    {
        int train = plan.TrainItems ?? facts.TrainItems;
        int test = plan.TestItems ?? facts.TestItems;
        double pixels = plan.ImageSize is int size ? Math.Pow((double)size / facts.LargestImageSize!.Value, 2) : 1;
        double monitored = Monitored(train) + Monitored(test);
        double epochSeconds = costs.EpochSeconds * pixels * monitored / (Monitored(costs.TrainItems) + Monitored(costs.TestItems));
        double trainGrowth = (double)train / costs.TrainItems;
        double testGrowth = (double)test / costs.TestItems;
        testGrowth = testGrowth > 1 ? Math.Pow(testGrowth, EvaluationGrowth) : testGrowth;
        double evaluation = costs.EvaluationSeconds * pixels * Math.Max(trainGrowth, testGrowth);
        bool classifiesRaw = (double)train * facts.ItemSize * pixels <= MostClassifiedValues;
        double raw = costs.RawSeconds * pixels * (classifiesRaw ? Math.Max(trainGrowth, testGrowth) : testGrowth);
        double Training(double perItem, double epochs, double items) => costs.SetupSeconds + (epochs * ((items * perItem * pixels) + epochSeconds)) + epochSeconds + evaluation;
        double longest = costs.SecondsPerItem.Values.Max(perItem => Training(perItem, plan.Epochs, train));
        double baseline = raw + (plan.Seeds * evaluation);
        double total = baseline;
        foreach (double perItem in costs.SecondsPerItem.Values)
        {
            total += plan.Seeds * Training(perItem, plan.Epochs, train);
            total += Training(perItem, Math.Min(plan.Epochs, CanaryEpochs), train);
            if (plan.Trials > 0)
            {
                total += plan.Seeds * Training(perItem, plan.Epochs, train);
                total += plan.Trials * Training(perItem, plan.TrialEpochs, train * (1 - ValidationShare));
            }
        }

        // Each change of items makes a worker read them anew; at the end one worker may be alone.
        double starts = costs.StartSeconds * (plan.Trials > 0 ? 3 : 1);
        double alone = facts.Workers > 1 ? Math.Max(longest, baseline) / 2 : 0;
        return starts + (plan.Levels * total / facts.Workers) + alone;
    }

    private static double Monitored(int items) => Math.Min(items, MonitoredItems);

    private readonly record struct Design(int Seeds, int Trials, double EpochShare, double TrainShare, bool Smaller = false);
}
