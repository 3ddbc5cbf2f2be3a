using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Claims;

public sealed class ComparisonAnalysisTests
{
    [Fact]
    public void Tests_each_number_once_and_corrects_all_of_them_together()
    {
        ComparisonResults results = new SimulatedRun().Analyze();

        // Main: 12 scores of the table and 10 further numbers of claims (the scale-free ratio once); fine and paper-fine: 2 each; paper: the 10 and 4 scores.
        Assert.Equal(12 + 10 + 2 + 14 + 2, results.Comparisons.Count);
        Assert.Equal(results.Comparisons.Count, results.Comparisons.DistinctBy(test => (test.Experiment, test.Metric)).Count());
        IReadOnlyList<double> adjusted = HolmCorrection.Adjust([.. results.Comparisons.Select(test => test.P!.Value)]);
        Assert.Equal(adjusted, results.Comparisons.Select(test => test.HolmP!.Value));
        Assert.All(results.Comparisons, test => Assert.Equal(test.HolmP < 0.05, test.Significant));
        Assert.All(results.Comparisons, test => Assert.Equal(("contrastive", "triplet"), (test.First, test.Second)));

        // AMI says almost what NMI says: it is recorded, and not tested a second time.
        Assert.NotNull(results.Summary(ExperimentSpec.Main, "triplet", MetricCatalog.Ami));
        Assert.DoesNotContain(results.Comparisons, test => test.Metric == MetricCatalog.Ami);
    }

    [Fact]
    public void Subtracts_contrastive_from_triplet_in_whatever_order_the_arms_are()
    {
        ArmSpec[] arms = [.. new SimulatedRun().Arms.Reverse()];
        var run = new SimulatedRun { Arms = arms };
        ComparisonResults results = run.Favour(StudyClaims.Retrieval, 0.1).Analyze();
        PairedComparison test = results.Comparison(ExperimentSpec.Main, MetricCatalog.MapAtR, "triplet", "contrastive")!;
        Assert.Equal(("contrastive", "triplet"), (test.First, test.Second));
        Assert.Equal(0.1, test.Difference!.Value, 0.01);
        Assert.Equal(Verdict.Supported, ClaimOf(results, "retrieval").Verdict);
    }

    [Fact]
    public void Summarises_arms_untrained_nets_and_the_raw_input()
    {
        ComparisonResults results = new SimulatedRun().Analyze();
        Assert.Equal(5, results.Summary(ExperimentSpec.Fine, "triplet", MetricCatalog.CoarseRecallAt1)!.Count);
        Assert.Null(results.Summary(ExperimentSpec.Main, "triplet", MetricCatalog.CoarseRecallAt1));

        // 0.30, 0.31, 0.32, 0.33, 0.34: s² = 0.001 / 4, half width 2.7764451 √(0.00025 / 5).
        ArmSummary untrained = results.Summary(ExperimentSpec.Main, BaselineResult.UntrainedNet, MetricCatalog.RecallAt1)!;
        Assert.Equal(0.32, untrained.Mean, 1e-12);
        Assert.Equal(0.32 - (2.7764451051977987 * Math.Sqrt(5e-5)), untrained.Low!.Value, 1e-8);
        ArmSummary raw = results.Summary(ExperimentSpec.Main, BaselineResult.RawInput, MetricCatalog.RecallAt1)!;
        Assert.Equal((1, 0.2, null), (raw.Count, raw.Mean, raw.Low));
    }

    [Fact]
    public void Gives_the_same_bytes_in_whatever_order_the_numbers_come()
    {
        var run = new SimulatedRun();
        string straight = JsonFile.ToText(run.Analyze());
        UnitResult[] reversed = [.. run.Units().Reverse().Select(unit => unit with { Numbers = unit.Numbers.Reverse().ToDictionary(pair => pair.Key, pair => pair.Value) })];
        BaselineResult[] baselines = [.. run.Baselines().Reverse()];
        Assert.Equal(straight, JsonFile.ToText(ComparisonAnalysis.Analyze(run.Spec, run.Dataset, reversed, baselines)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Below_3_seeds_every_claim_has_too_few(int seeds)
    {
        ComparisonResults results = new SimulatedRun { Seeds = seeds }.Favour(StudyClaims.Retrieval, 1).Analyze();
        Assert.All(results.Claims, claim => Assert.Equal((Verdict.TooFewSeeds, Verdict.TooFewSeeds), (claim.Verdict, claim.PaperVerdict)));
        Assert.All(results.Comparisons, test => Assert.Null(test.P));
        Assert.DoesNotContain(results.Claims, claim => claim.DependsOnForm);
    }

    [Fact]
    public void With_3_or_4_seeds_a_note_stands_beside_each_verdict()
    {
        Assert.All(new SimulatedRun { Seeds = 4 }.Analyze().Claims, claim => Assert.Contains("Only 4 seeds: a verdict should rest on 5.", claim.Notes));
        Assert.All(new SimulatedRun { Seeds = 5 }.Analyze().Claims, claim => Assert.DoesNotContain(claim.Notes, note => note.Contains("seeds", StringComparison.Ordinal)));
    }

    [Fact]
    public void Other_losses_are_compared_but_no_claim_is_tested()
    {
        ArmSpec[] arms = [new() { Name = "a", Loss = "triplet" }, new() { Name = "b", Loss = "proxy-nca" }, new() { Name = "c", Loss = "n-pair" }];
        ComparisonResults results = new SimulatedRun { Arms = arms }.Analyze();
        Assert.All(results.Claims, claim => Assert.Equal(Verdict.NotTested, claim.Verdict));
        Assert.Equal([("a", "b"), ("a", "c"), ("b", "c")], results.Comparisons.Select(test => (test.First, test.Second)).Distinct());
        Assert.Equal(3 * (12 + 2), results.Comparisons.Count);
    }

    [Fact]
    public void Fine_detail_is_not_tested_without_its_experiment_and_says_why()
    {
        ClaimVerdict notRun = ClaimOf(new SimulatedRun { Experiments = [ExperimentSpec.Main] }.Analyze(), "fine-detail");
        Assert.Equal(Verdict.NotTested, notRun.Verdict);
        Assert.Equal(["The experiment that trains on parity and evaluates on digit was not run."], notRun.Notes);
        ClaimVerdict oneLevel = ClaimOf(new SimulatedRun { Experiments = [ExperimentSpec.Main], FineName = null }.Analyze(), "fine-detail");
        Assert.Equal(["The data set digits has one level of labels."], oneLevel.Notes);
    }

    [Fact]
    public void A_claim_depends_on_the_form_when_the_papers_form_says_otherwise()
    {
        var run = new SimulatedRun();
        run.Favour(StudyClaims.EarlyUpdates, 0.1).Favour(StudyClaims.EarlyUpdates, -0.1, paperForm: true);
        run.Favour(StudyClaims.Retrieval, 0.1).Favour(StudyClaims.Retrieval, 0.1, paperForm: true);
        ComparisonResults results = run.Analyze();
        ClaimVerdict early = ClaimOf(results, "early-updates");
        Assert.Equal((Verdict.Supported, Verdict.Contradicted, true), (early.Verdict, early.PaperVerdict!.Value, early.DependsOnForm));
        ClaimVerdict retrieval = ClaimOf(results, "retrieval");
        Assert.Equal((Verdict.Supported, Verdict.Supported, false), (retrieval.Verdict, retrieval.PaperVerdict!.Value, retrieval.DependsOnForm));
    }

    [Fact]
    public void Without_the_papers_form_nothing_depends_on_it()
    {
        ComparisonResults results = new SimulatedRun { Experiments = [ExperimentSpec.Main, ExperimentSpec.Fine] }.Favour(StudyClaims.Retrieval, 0.1).Analyze();
        Assert.All(results.Claims, claim => Assert.Null(claim.PaperVerdict));
        Assert.DoesNotContain(results.Claims, claim => claim.DependsOnForm);
    }

    [Fact]
    public void A_number_not_reached_in_one_seed_cannot_agree()
    {
        SimulatedRun run = new SimulatedRun().Favour(StudyClaims.Convergence, 0.1).Undefine(ExperimentSpec.Main, "triplet", 2, MetricCatalog.EpochsToHalf);
        ComparisonResults results = run.Analyze();
        PairedComparison test = results.Comparison(ExperimentSpec.Main, MetricCatalog.EpochsToHalf, "contrastive", "triplet")!;
        Assert.Equal((4, 1), (test.Pairs, test.Undefined));
        ClaimVerdict claim = ClaimOf(results, "convergence");
        Assert.Equal(Verdict.NoDifferenceShown, claim.Verdict);
        Assert.Equal(NumberOutcome.Undefined, claim.Numbers[1].Outcome);
        Assert.Equal(["epochs to lose 50 % is not reached for triplet in 1 of 5 seeds, so it cannot agree."], claim.Notes);
        Assert.Equal(Verdict.Supported, ClaimOf(new SimulatedRun().Favour(StudyClaims.Convergence, 0.1).Analyze(), "convergence").Verdict);
    }

    [Fact]
    public void A_claim_about_scale_says_what_was_found_of_the_ratio()
    {
        ComparisonResults results = new SimulatedRun { Noise = 0 }.Shift(ExperimentSpec.Main, "triplet", MetricCatalog.Inter, 0.1).Analyze();
        ClaimVerdict claim = ClaimOf(results, "inter-variance");
        Assert.Equal(Verdict.SupportedExplainedByScale, claim.Verdict);
        Assert.Equal("Beyond scale, intra / inter would have to be lower for triplet too; that is not shown.", claim.Notes[0]);
        Assert.Equal("Beside it, share of simplex bound: 0.500 [0.500, 0.500] (contrastive), 0.500 [0.500, 0.500] (triplet).", claim.Notes[1]);
    }

    [Fact]
    public void Refuses_units_that_are_not_those_of_the_specification()
    {
        var run = new SimulatedRun();
        IReadOnlyList<UnitResult> units = run.Units();
        Refused("units/main/contrastive/seed-0 of the specification is missing", [.. units.Skip(1)]);
        Refused("units/main/contrastive/seed-0 is there twice", [.. units, units[0]]);
        Refused("units/main/other/seed-0 is not of the specification", [.. units, units[0] with { Key = new("main", "other", 0) }]);
        Refused("'made-up'", [units[0] with { Numbers = new Dictionary<string, double> { ["made-up"] = 1 } }, .. units.Skip(1)]);
        Assert.Throws<ArgumentException>(() => ComparisonAnalysis.Analyze(run.Spec with { Seeds = [0, 1, 1] }, run.Dataset, units, run.Baselines()));
        Refused("NaN for 'intra'", [units[0] with { Numbers = new Dictionary<string, double> { ["intra"] = double.NaN } }, .. units.Skip(1)]);

        void Refused(string message, UnitResult[] given) => Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => ComparisonAnalysis.Analyze(run.Spec, run.Dataset, given, run.Baselines())).Message,
            StringComparison.Ordinal);
    }

    private static ClaimVerdict ClaimOf(ComparisonResults results, string id) => results.Claims.Single(claim => claim.Id == id);
}
