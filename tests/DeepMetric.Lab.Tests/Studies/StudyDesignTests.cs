using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class StudyDesignTests
{
    private static readonly StudyFile Sound = FakeStudy.TunedFile with { Tracks = [Track.AsIs, Track.MarginMatched, Track.BudgetMatched, Track.Tuned] };

    private static readonly StudyDataset Digits = Sound.Datasets[0];

    public static TheoryData<string, StudyFile> Refused { get; } = new()
    {
        { "The study's name 'a/b' is no name", Sound with { Name = "a/b" } },
        { "The study's name '' is no name", Sound with { Name = "" } },
        { "There is no data set.", Sound with { Datasets = [] } },
        { "There is 1 arm: a comparison needs 2.", Sound with { Arms = [Sound.Arms[0]] } },
        { "There are no arms: a comparison needs 2.", Sound with { Arms = [] } },
        { "The name 'triplet' is there twice.", Sound with { Arms = [.. Sound.Arms, Sound.Arms[1]] } },
        { "The name 'contrastive' is there twice.", Sound with { Arms = [Sound.Arms[0], Sound.Arms[1] with { Name = "contrastive" }] } },
        { "The name 'digits' is there twice.", Sound with { Datasets = [Digits, Digits] } },
        { "There is no baseline", Sound with { Baselines = false } },
        { "Expected at least 1 seed, found 0.", Sound with { Seeds = 0 } },
        { "Expected at least 2 folds, found 1.", Sound with { Folds = 1 } },
        { "There is no track.", Sound with { Tracks = [] } },
        { "The track 'as is' is there twice.", Sound with { Tracks = [Track.AsIs, Track.Tuned, Track.AsIs] } },
        { "An arm takes part in 'mnist', which is no data set of the study.", Sound with { Arms = [Sound.Arms[0] with { Datasets = ["digits", "mnist"] }, Sound.Arms[1]] } },
        { "'accuracy' is no metric.", Sound with { Metrics = ["map-at-r", "accuracy"] } },
        { "'accuracy' is no metric.", Sound with { Tuning = Sound.Tuning with { Metric = "accuracy" } } },
        { "There is no metric to lead with.", Sound with { Metrics = [] } },
        { "The arm 'triplet' takes K = 1 sample per class", Sound with { Arms = [Sound.Arms[0], Sound.Arms[1] with { SamplesPerClass = 1 }], Tracks = [Track.BudgetMatched] } },
        { "On digits a batch takes K = 1 sample per class", Sound with { Datasets = [Digits with { SamplesPerClass = 1 }] } },
        { "Margins are to be matched with 'n-pair', which is no arm.", Sound with { MarginMatching = new StudyMarginMatching { Reference = "n-pair" } } },
        { "The arms' batches differ in size", Sound with { Arms = [Sound.Arms[0], Sound.Arms[1] with { ClassesPerBatch = 5 }] } },
        { "The arms' batches differ in size", Sound with { Arms = [Sound.Arms[0], Sound.Arms[1] with { SamplesPerClass = 4 }], Tracks = [Track.AsIs, Track.BudgetMatched] } },
        { "Options are selected on test items", Sound with { Tuning = Sound.Tuning with { SelectOn = SelectionItems.Test } } },
        { "Expected at least 2 trials per arm, found 1.", Sound with { Tuning = Sound.Tuning with { Trials = 1 } } },
        { "Expected a share of items to choose by between 0 and 1, found 1.", Sound with { Tuning = Sound.Tuning with { ValidationShare = 1 } } },
        { "Expected a share of items to choose by between 0 and 1, found 0.", Sound with { Tuning = Sound.Tuning with { ValidationShare = 0 } } },
        { "The budgets of tuning are unequal: 'triplet' has nothing to search, and other arms have.", Sound with { Arms = [Sound.Arms[0], Sound.Arms[1] with { Search = [] }] } },
        { "The budgets of tuning are unequal: 'contrastive', 'triplet' have nothing to search, and no other arm has either.", Sound with { Arms = [.. Sound.Arms.Select(arm => arm with { Search = [] })] } },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Is_refused_for_one_reason(string problem, StudyFile study) => Assert.StartsWith(problem, Assert.Single(StudyDesign.Problems(study)), StringComparison.Ordinal);

    [Fact]
    public void A_sound_design_has_no_problem()
    {
        Assert.Empty(StudyDesign.Problems(Sound));
        Assert.Empty(StudyDesign.Problems(new FakeStudy(Sound).Spec));
        Assert.Empty(StudyDesign.Problems(new FakeStudy(Sound with { Folds = 2, Datasets = [Digits with { Split = "class-disjoint" }] }, classDisjoint: true).Spec));
    }

    // What only concerns tuning is no problem of a study that does not tune.
    [Fact]
    public void Tuning_is_judged_where_it_happens()
    {
        StudyFile study = FakeStudy.File with { Tuning = new StudyTuning { SelectOn = SelectionItems.Test, Trials = 0 } };
        Assert.Empty(StudyDesign.Problems(study));
        StudyFile oneTuned = Sound with { Arms = [.. Sound.Arms, new StudyArm { Name = "untuned", Loss = "triplet", Tracks = [Track.AsIs] }] };
        Assert.Empty(StudyDesign.Problems(oneTuned));
    }

    [Fact]
    public void Batches_that_differ_are_allowed_where_budgets_are_matched()
    {
        StudyFile study = FakeStudy.File with { Arms = [FakeStudy.File.Arms[0], FakeStudy.File.Arms[1] with { SamplesPerClass = 4 }], Tracks = [Track.BudgetMatched] };
        Assert.Empty(StudyDesign.Problems(study));
    }

    [Fact]
    public void Test_classes_that_are_seen_in_training_are_refused_where_others_were_asked_for()
    {
        StudySpec spec = new FakeStudy(Sound with { Datasets = [Digits with { Split = "class-disjoint" }] }).Spec;
        Assert.Equal("Test classes of digits are seen in training, and a class-disjoint split was asked for.", Assert.Single(StudyDesign.Problems(spec)));
    }

    [Fact]
    public void Folds_are_refused_where_test_classes_are_trained_on() =>
        Assert.StartsWith("Folds divide training classes, and the test classes of digits are seen in training", Assert.Single(StudyDesign.Problems(new FakeStudy(Sound with { Folds = 4 }).Spec)), StringComparison.Ordinal);

    [Fact]
    public void A_data_set_or_track_with_one_arm_is_refused()
    {
        StudyFile study = FakeStudy.File with
        {
            Datasets = [Digits, Digits with { Name = "mnist" }],
            Arms = [FakeStudy.File.Arms[0], FakeStudy.File.Arms[1] with { Datasets = ["digits"] }],
        };
        Assert.Equal("Fewer than 2 arms take part in mnist, as is.", Assert.Single(StudyDesign.Problems(new FakeStudy(study).Spec)));
        study = Sound with { Tracks = [Track.AsIs, Track.MarginMatched], Arms = [Sound.Arms[0], Sound.Arms[1] with { Tracks = [Track.AsIs] }] };
        Assert.Equal("Fewer than 2 arms take part in digits, margins matched.", Assert.Single(StudyDesign.Problems(new FakeStudy(study).Spec)));
    }
}
