using System.Text.Json.Nodes;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Studies.Rules;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class StudyRulesTests
{
    [Fact]
    public void Have_an_id_each() => Assert.Equal(
        [
            "diverged", "shuffled-learned", "label-blind", "plateau", "collapse", "too-few-seeds", "still-improving", "unequal-tuning", "margin-not-matched", "interval-overlap",
            "ceiling-and-scale", "positives-dominate",
        ],
        StudyRules.All.Select(rule => rule.Id));

    // Arms that differ by noise alone lie within each other's intervals; that is the one thing to say of a sound study without a difference.
    [Fact]
    public void A_sound_study_has_no_findings_but_that_its_lead_is_none()
    {
        Assert.Equal(["interval-overlap"], new FakeStudy(FakeStudy.File).Analyze().Findings.Select(finding => finding.Id).Distinct());
        Assert.Empty(new FakeStudy(FakeStudy.File) { Come = TripletBetter }.Analyze().Findings);
        StudyFile all = FakeStudy.TunedFile with { Tracks = [Track.AsIs, Track.MarginMatched, Track.BudgetMatched, Track.Tuned], MarginMatching = new StudyMarginMatching { Grid = [0.2, 0.9] } };
        Assert.Empty(new FakeStudy(all) { Come = TripletBetter }.Analyze().Findings);
    }

    [Fact]
    public void Diverged()
    {
        FakeStudy study = Of(FakeStudy.File, run => IsFinal(run, "triplet") && run.Unit.Run.Seeds[0] == 3, FakeStudy.Failed);
        StudyFinding finding = Assert.Single(study.Findings("diverged"));
        Assert.Equal((Severity.Warning, "digits", Track.AsIs, "triplet"), (finding.Severity, finding.Dataset, finding.Track!.Value, finding.Arm));
        Assert.Equal("triplet diverged with seed 3: its gradient was no longer finite at step 7. It is left out of the comparison. Try a smaller learning rate.", finding.Message);

        // The arm is left out; one arm alone is summarised, and nothing is tested.
        StudyResults results = study.Analyze();
        Assert.Equal(["contrastive"], Assert.Single(results.Entries).Comparison.Spec.Arms.Select(arm => arm.Name));
        Assert.Empty(results.Entries[0].Comparison.Comparisons);
        Assert.Empty(results.Entries[0].Effects);
        Assert.Null(results.Recommendation.Arm);
        Assert.Contains(finding.Message, results.Recommendation.WouldChange);
        Assert.Empty(new FakeStudy(FakeStudy.File).Findings("diverged"));
    }

    [Fact]
    public void A_study_in_which_every_training_diverged_has_no_numbers_and_says_so()
    {
        StudyResults results = Of(FakeStudy.File, run => run.Role is RunRole.Final or RunRole.ShuffledCanary, FakeStudy.Failed).Analyze();
        Assert.Empty(results.Entries);
        Assert.Equal(10, results.Findings.Count(finding => finding.Id == "diverged"));
        Assert.Null(results.Recommendation.Arm);
        Assert.NotEmpty(results.Recommendation.Sentences);
    }

    // Chance is 0.1; of 599 test items 5 standard errors are 0.061.
    [Theory]
    [InlineData(0.160, false)]
    [InlineData(0.163, true)]
    public void Shuffled_learned(double recall, bool fires)
    {
        FakeStudy study = Of(FakeStudy.File, run => run is { Role: RunRole.ShuffledCanary, Arm: "triplet" }, run => FakeStudy.With(FakeStudy.Sound(run), (MetricCatalog.RecallAt1, recall)));
        StudyFinding[] findings = study.Findings("shuffled-learned");
        Assert.Equal(fires ? ["triplet"] : [], findings.Select(finding => finding.Arm));
        Assert.All(findings, finding => Assert.StartsWith("On digits triplet learnt permuted labels: Recall@1 0.163 where chance is 0.100.", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Label_blind()
    {
        FakeStudy study = Traced(FakeStudy.File, "contrastive", trace => trace with { ReactsToLabels = false });
        StudyFinding finding = Assert.Single(study.Findings("label-blind"));
        Assert.Equal("contrastive", finding.Arm);
        Assert.Contains("does not react to labels", finding.Message, StringComparison.Ordinal);
        Assert.Empty(new FakeStudy(FakeStudy.File).Findings("label-blind"));
    }

    // p (1 − p) m² with p = 0.9: 0.09 for m = 1, 0.0225 for m = 0.5. Triplets rest at m, with a soft margin at ln 2.
    public static TheoryData<string, string, double, bool> Plateaus { get; } = new()
    {
        { "contrastive-broadcast", "{}", 0.09, true },
        { "contrastive-broadcast", "{}", 0.08, false },
        { "contrastive-drawn-pairs", """{ "margin": 0.5 }""", 0.0225, true },
        { "contrastive-drawn-pairs", """{ "margin": 0.5 }""", 0.09, false },
        { "contrastive", """{ "squared": true, "negativeMargin": 1 }""", 0.09, true },
        { "contrastive", """{ "squared": true, "margin": 0.5 }""", 0.0225, true },
        { "contrastive", """{ "squared": false }""", 0.09, false },
        { "triplet", "{}", 1, true },
        { "triplet", """{ "margin": 0.2 }""", 0.2, true },
        { "triplet", """{ "margin": 0.2 }""", 0.15, false },
        { "triplet", """{ "smooth": true }""", 0.6931, true },
        { "batch-hard-soft-margin", "{}", 0.6931, true },
        { "ntxent", "{}", 0.09, false },
    };

    [Theory]
    [MemberData(nameof(Plateaus))]
    public void Plateau(string loss, string options, double value, bool fires)
    {
        StudyFile file = FakeStudy.File with { Arms = [new StudyArm { Name = "other", Loss = "supcon" }, new StudyArm { Loss = loss, Options = JsonNode.Parse(options)!.AsObject() }] };
        StudyFinding[] findings = Traced(file, loss, trace => trace with { Losses = [1, 0.5, 0.4, 0.3, 0.2, 0.2, 0.2, value * 1.004, value, value * 0.996] }).Findings("plateau");
        Assert.Equal(fires ? [loss] : [], findings.Select(finding => finding.Arm));
        Assert.All(findings, finding => Assert.Equal(Severity.Warning, finding.Severity));
    }

    [Fact]
    public void Plateau_asks_for_rest_and_for_most_of_the_seeds()
    {
        TrainingTrace resting = FakeStudy.Trace with { Losses = [1, 0.5, 0.4, 0.3, 0.2, 0.2, 0.2, 1, 1, 1] };
        Assert.Empty(Traced(FakeStudy.File, "triplet", _ => resting with { Losses = [1, 0.5, 0.4, 0.3, 0.2, 0.2, 0.2, 1.015, 1, 0.985] }).Findings("plateau"));
        Assert.Empty(Traced(FakeStudy.File, "triplet", _ => resting with { Losses = [1, 1, 1] }).Findings("plateau"));
        FakeStudy Seeds(int most) => Of(FakeStudy.File, run => IsFinal(run, "triplet") && run.Unit.Run.Seeds[0] <= most, run => FakeStudy.Sound(run) with { Trace = resting });
        Assert.Empty(Seeds(2).Findings("plateau"));
        Assert.Single(Seeds(3).Findings("plateau"));
    }

    // The margin that a track sets counts, not the arm's own.
    [Fact]
    public void Plateau_looks_at_the_margin_that_was_matched()
    {
        StudyFile file = FakeStudy.File with { Tracks = [Track.MarginMatched], MarginMatching = new StudyMarginMatching { Grid = [0.4] } };
        StudyFinding finding = Assert.Single(Traced(file, "triplet", trace => trace with { Losses = [1, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4] }).Findings("plateau"));
        Assert.Contains("m = 0.4", finding.Message, StringComparison.Ordinal);
    }

    // 32 dimensions: evenly spread, the standard deviation is 0.177 in each; a twentieth is 0.0088.
    [Theory]
    [InlineData(1.49, 0.15, true)]
    [InlineData(1.51, 0.15, false)]
    [InlineData(8, 0.0087, true)]
    [InlineData(8, 0.0089, false)]
    public void Collapse(double rank, double deviation, bool fires)
    {
        FakeStudy study = Of(
            FakeStudy.File,
            run => IsFinal(run, "triplet") && run.Unit.Run.Seeds[0] == 2,
            run => FakeStudy.With(FakeStudy.Sound(run) with { Trace = FakeStudy.Trace with { EmbeddingDeviation = deviation } }, (MetricCatalog.EffectiveRank, rank)));
        StudyFinding[] findings = study.Findings("collapse");
        Assert.Equal(fires ? ["triplet"] : [], findings.Select(finding => finding.Arm));
        Assert.All(findings, finding => Assert.Contains("with seed 2", finding.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "1 seed: nothing is tested below 3.")]
    [InlineData(2, "2 seeds: nothing is tested below 3.")]
    [InlineData(3, "3 seeds: ")]
    [InlineData(4, "4 seeds: ")]
    [InlineData(5, null)]
    public void Few_seeds(int seeds, string? expected)
    {
        StudyFinding[] findings = new FakeStudy(FakeStudy.File with { Seeds = seeds }).Findings("too-few-seeds");
        Assert.Equal(expected is null ? 0 : 1, findings.Length);
        Assert.All(findings, finding => Assert.StartsWith(expected!, finding.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.094, true)]
    [InlineData(0.096, false)]
    [InlineData(0.2, false)]
    public void Still_improving(double last, bool fires)
    {
        FakeStudy study = Traced(FakeStudy.File, "triplet", trace => trace with { Losses = [1, 0.5, 0.3, 0.2, 0.15, 0.12, 0.11, 0.105, 0.1, last] });
        StudyFinding[] findings = study.Findings("still-improving");
        Assert.Equal(fires ? ["triplet"] : [], findings.Select(finding => finding.Arm));
        Assert.All(findings, finding => Assert.StartsWith("On digits triplet was still improving", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Still_improving_names_all_such_arms()
    {
        StudyFinding finding = Assert.Single(Traced(FakeStudy.File, null, trace => trace with { Losses = [1, 0.5] }).Findings("still-improving"));
        Assert.StartsWith("On digits contrastive and triplet were still improving", finding.Message, StringComparison.Ordinal);
        Assert.Null(finding.Arm);
    }

    [Fact]
    public void Unequal_tuning()
    {
        FakeStudy study = Of(FakeStudy.TunedFile, run => run is { Role: RunRole.Trial, Arm: "triplet", Number: 2 }, FakeStudy.Failed);
        Assert.Equal("On digits tuning was unequal, because trials failed: contrastive 6, triplet 5 came to an end.", Assert.Single(study.Findings("unequal-tuning")).Message);
        Assert.Empty(new FakeStudy(FakeStudy.TunedFile).Findings("unequal-tuning"));
        Assert.Empty(Of(FakeStudy.TunedFile, run => run is { Role: RunRole.Trial, Number: 2 }, FakeStudy.Failed).Findings("unequal-tuning"));
    }

    [Theory]
    [InlineData(1.04, false)]
    [InlineData(1.06, true)]
    [InlineData(0.94, true)]
    public void Margin_not_matched(double distance, bool fires)
    {
        StudyFile file = FakeStudy.File with { Tracks = [Track.MarginMatched] };
        FakeStudy study = Traced(file, "triplet", trace => trace with { LateNegativeDistance = distance });
        StudyFinding[] findings = study.Findings("margin-not-matched");
        Assert.Equal(fires ? ["triplet"] : [], findings.Select(finding => finding.Arm));
        Assert.All(findings, finding => Assert.Contains("the nearest leaves its negatives 6", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Margin_not_matched_where_no_distance_is_known()
    {
        StudyFile file = FakeStudy.File with { Tracks = [Track.MarginMatched] };
        StudyFinding finding = Assert.Single(Of(file, run => run is { Role: RunRole.MarginTry, Number: > 0 }, FakeStudy.Failed).Findings("margin-not-matched"));
        Assert.Contains("is not known", finding.Message, StringComparison.Ordinal);
        Assert.Empty(new FakeStudy(FakeStudy.File).Findings("margin-not-matched"));
    }

    [Fact]
    public void Interval_overlap()
    {
        StudyFinding finding = Assert.Single(new FakeStudy(FakeStudy.File).Findings("interval-overlap"));
        Assert.Equal(Severity.Note, finding.Severity);
        Assert.Contains("in MAP@R", finding.Message, StringComparison.Ordinal);
        Assert.Empty(new FakeStudy(FakeStudy.File) { Come = TripletBetter }.Findings("interval-overlap"));
        Assert.Empty(new FakeStudy(FakeStudy.File with { Seeds = 1 }).Findings("interval-overlap"));
    }

    [Fact]
    public void Ceilings_and_scale_are_handed_on()
    {
        FakeStudy ceiling = Of(
            FakeStudy.File,
            run => run.Role == RunRole.Baseline,
            run => new UnitOutcome { Baselines = [FakeStudy.Sound(run).Baselines![0] with { Numbers = new Dictionary<string, double> { [MetricCatalog.RecallAt1] = 0.6 } }] });
        StudyFinding finding = Assert.Single(ceiling.Findings("ceiling"));
        Assert.StartsWith("On digits: Recall@1 is at its ceiling", finding.Message, StringComparison.Ordinal);
        FakeStudy scale = Of(FakeStudy.File, run => IsFinal(run, "triplet"), run => FakeStudy.With(FakeStudy.Sound(run), (MetricCatalog.Intra, 0.9)));
        Assert.StartsWith("On digits: intra-class variance", Assert.Single(scale.Findings("scale")).Message, StringComparison.Ordinal);
        Assert.Empty(new FakeStudy(FakeStudy.File).Findings("ceiling"));
        Assert.Empty(new FakeStudy(FakeStudy.File).Findings("scale"));
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.51, true)]
    public void Positives_dominate(double share, bool fires)
    {
        StudyFinding[] findings = Traced(FakeStudy.File, "contrastive", trace => trace with { LateActivePositives = share }).Findings("positives-dominate");
        Assert.Equal(fires ? ["contrastive"] : [], findings.Select(finding => finding.Arm));
        Assert.All(findings, finding => Assert.Contains("51 %", finding.Message, StringComparison.Ordinal));
    }

    private static UnitOutcome TripletBetter(PlannedRun run) => run.Unit is { Kind: UnitKind.Training, Run: { ShuffledLabels: "none", Arms: [{ Loss: "triplet" }] } }
        ? FakeStudy.With(FakeStudy.Sound(run), (MetricCatalog.MapAtR, 0.9 + (run.Unit.Run.Seeds[0] * 0.001)))
        : FakeStudy.Sound(run);

    private static bool IsFinal(PlannedRun run, string arm) => run.Role == RunRole.Final && run.Arm == arm;

    private static FakeStudy Of(StudyFile file, Func<PlannedRun, bool> which, Func<PlannedRun, UnitOutcome> come) => new(file) { Come = run => which(run) ? come(run) : FakeStudy.Sound(run) };

    /// <summary>A study in which the trainings of a loss, or of all, have another trace.</summary>
    private static FakeStudy Traced(StudyFile file, string? loss, Func<TrainingTrace, TrainingTrace> change) => Of(
        file,
        run => run.Unit.Kind == UnitKind.Training && (loss is null || run.Unit.Run.Arms[0].Loss == loss),
        run => FakeStudy.Sound(run) with { Trace = change(FakeStudy.Trace) });
}
