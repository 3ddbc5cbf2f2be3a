using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class StudyRecommenderTests
{
    private static readonly StudyFile TwoSets = FakeStudy.File with { Datasets = [new StudyDataset { Name = "digits" }, new StudyDataset { Name = "mnist" }] };

    [Fact]
    public void Names_an_arm_that_every_data_set_that_shows_anything_shows()
    {
        StudyResults results = new FakeStudy(TwoSets) { Come = run => Better(run, "digits", "triplet") }.Analyze();
        Assert.Equal("triplet", results.Recommendation.Arm);
        Assert.Equal("Use triplet: 1 data set of 2 shows it to be better, and none shows another one.", results.Recommendation.Sentences[0]);
        Assert.StartsWith("digits (as is): For the labels trained on, use triplet", results.Recommendation.Sentences[1], StringComparison.Ordinal);
        Assert.StartsWith("mnist (as is): Retrieval and classification show no reliable difference", results.Recommendation.Sentences[2], StringComparison.Ordinal);
        Assert.Equal(20, results.Recommendation.Units.Count);
        Assert.StartsWith("On mnist, ", Assert.Single(results.Recommendation.WouldChange), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_it_depends_where_data_sets_speak_for_different_arms()
    {
        StudyResults results = new FakeStudy(TwoSets) { Come = run => Better(Better(run, "digits", "triplet"), run, "mnist", "contrastive") }.Analyze();
        Assert.Null(results.Recommendation.Arm);
        Assert.Equal("It depends on the data: digits speaks for triplet; mnist speaks for contrastive.", results.Recommendation.Sentences[0]);
    }

    [Fact]
    public void Abstains_where_nothing_is_shown()
    {
        StudyResults results = new FakeStudy(TwoSets).Analyze();
        Assert.Null(results.Recommendation.Arm);
        Assert.StartsWith("No loss is recommended: no data set shows one to be better", results.Recommendation.Sentences[0], StringComparison.Ordinal);
        StudyResults few = new FakeStudy(TwoSets with { Seeds = 2 }) { Come = run => Better(run, "digits", "triplet") }.Analyze();
        Assert.Null(few.Recommendation.Arm);
        Assert.Contains("At least 3 seeds, below which nothing is tested.", few.Recommendation.WouldChange);
    }

    [Fact]
    public void Refuses_where_permuted_labels_were_learnt()
    {
        StudyResults results = new FakeStudy(TwoSets)
        {
            Come = run => run is { Role: RunRole.ShuffledCanary, Arm: "contrastive" } ? FakeStudy.With(FakeStudy.Sound(run), (MetricCatalog.RecallAt1, 0.9)) : Better(run, "digits", "triplet"),
        }.Analyze();
        Assert.Null(results.Recommendation.Arm);
        Assert.StartsWith("No loss is recommended: On digits contrastive learnt permuted labels", results.Recommendation.Sentences[0], StringComparison.Ordinal);
    }

    // As is, triplet is better; tuned, contrastive is. What was tuned counts.
    [Fact]
    public void The_track_whose_conditions_are_matched_best_counts()
    {
        StudyFile file = FakeStudy.TunedFile with { Tracks = [Track.AsIs, Track.Tuned] };
        StudyResults results = new FakeStudy(file) { Come = run => Better(run, "digits", FakeStudy.MarginOf(run) is null ? "triplet" : "contrastive") }.Analyze();
        Assert.Equal("contrastive", results.Recommendation.Arm);
        Assert.Equal("triplet", results.Entries.Single(entry => entry.Track == Track.AsIs).Comparison.Recommendation.Arm);
        Assert.StartsWith("digits (tuned): ", results.Recommendation.Sentences[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_of_fine_detail_in_the_words_of_the_question()
    {
        StudyFile file = FakeStudy.File with { Datasets = [new StudyDataset { Name = "digits", CoarseLabels = true }] };
        StudyResults results = new FakeStudy(file) { Come = run => Better(run, "digits", "triplet") }.Analyze();
        Assert.Equal("triplet", results.Recommendation.Arm);
        Assert.Contains("Where fine detail inside classes matters, triplet loss keeps more of it here (digits).", results.Recommendation.Sentences);
        StudyResults other = new FakeStudy(file) { Come = run => Better(run, "digits", "contrastive") }.Analyze();
        Assert.Contains("Fine detail inside classes is kept better by contrastive loss here (digits).", other.Recommendation.Sentences);
        Assert.DoesNotContain(new FakeStudy(file).Analyze().Recommendation.Sentences, sentence => sentence.StartsWith("Where fine detail", StringComparison.Ordinal));
    }

    [Fact]
    public void Claims_are_counted_over_data_sets()
    {
        OverallClaim Retrieval(Func<PlannedRun, UnitOutcome> come) => new FakeStudy(TwoSets) { Come = come }.Analyze().Claims.Single(claim => claim.Id == "retrieval");
        OverallClaim one = Retrieval(run => Better(run, "digits", "triplet"));
        Assert.Equal((Verdict.Supported, 1, 1), (one.Verdict, one.Counts[Verdict.Supported], one.Counts[Verdict.NoDifferenceShown]));
        Assert.Equal(Verdict.Mixed, Retrieval(run => Better(Better(run, "digits", "triplet"), run, "mnist", "contrastive")).Verdict);
        Assert.Equal(Verdict.Contradicted, Retrieval(run => Better(run, "mnist", "contrastive")).Verdict);
        Assert.Equal(Verdict.NoDifferenceShown, Retrieval(FakeStudy.Sound).Verdict);
        Assert.Equal(Verdict.TooFewSeeds, new FakeStudy(TwoSets with { Seeds = 2 }).Analyze().Claims.Single(claim => claim.Id == "retrieval").Verdict);
    }

    [Fact]
    public void Effects_say_better_equivalent_or_how_many_seeds_it_would_take()
    {
        StudyResults better = new FakeStudy(FakeStudy.File) { Come = run => Better(run, "digits", "triplet") }.Analyze();
        PairEffect shown = better.Entries[0].Effects.Single(effect => effect.Metric == MetricCatalog.MapAtR);
        Assert.Equal(("better", null), (shown.Verdict, shown.SeedsNeeded));
        Assert.Equal("triplet is better than contrastive", StudyWords.Of(shown));
        PairEffect worse = new FakeStudy(FakeStudy.File) { Come = run => Better(run, "digits", "contrastive") }.Analyze().Entries[0].Effects.Single(effect => effect.Metric == MetricCatalog.MapAtR);
        Assert.Equal("worse", worse.Verdict);
        Assert.All(new FakeStudy(FakeStudy.File with { Seeds = 2 }).Analyze().Entries[0].Effects, effect => Assert.Equal(("too few seeds", null), (effect.Verdict, effect.Size)));

        // Numbers that agree within a tenth of the bound of half a point.
        FakeStudy alike = new FakeStudy(FakeStudy.File)
        {
            Come = run => run.Unit.Kind == UnitKind.Training ? FakeStudy.With(FakeStudy.Sound(run), (MetricCatalog.MapAtR, 0.9 + (0.0001 * ((run.Unit.Run.Seeds[0] * (run.Unit.Run.Arms[0].Loss == "triplet" ? 3 : 1)) % 5)))) : FakeStudy.Sound(run),
        };
        PairEffect equivalent = alike.Analyze().Entries[0].Effects.Single(effect => effect.Metric == MetricCatalog.MapAtR);
        Assert.Equal("equivalent", equivalent.Verdict);
        PairEffect open = new FakeStudy(FakeStudy.File).Analyze().Entries[0].Effects.Single(effect => effect.Metric == MetricCatalog.MapAtR);
        Assert.Equal("no difference shown", open.Verdict);
        Assert.True(open.SeedsNeeded > 5);
    }

    private static UnitOutcome Better(PlannedRun run, string dataset, string loss) => Better(FakeStudy.Sound(run), run, dataset, loss);

    /// <summary>What a unit comes to where a loss retrieves better by far.</summary>
    private static UnitOutcome Better(UnitOutcome outcome, PlannedRun run, string dataset, string loss) =>
        run.Unit is { Kind: UnitKind.Training, Run: { ShuffledLabels: "none", Arms: [{ } arm] } } && run.Dataset == dataset && arm.Loss == loss
            ? FakeStudy.With(outcome, (MetricCatalog.MapAtR, 0.9 + (0.001 * run.Unit.Run.Seeds[0])), (MetricCatalog.RecallAt1, 0.9 + (0.0015 * run.Unit.Run.Seeds[0])))
            : outcome;
}
