using DeepMetric.Lab.Recommending;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Recommending;

public sealed class RecommendationWordsTests
{
    private static readonly DataDescription Data = new()
    {
        TrainItems = 480,
        TestItems = 120,
        TrainClasses = 10,
        TestClasses = 10,
        IsClassDisjoint = false,
        SmallestClass = 48,
        MedianClass = 48,
        LargestClass = 48,
        ItemShape = [3, 32, 32],
        HasLevels = false,
        Looked = 480,
        OtherLabelNearest = 0.72,
        OtherLabelAtRandom = 0.9,
        Copies = 0,
        CopiesOfOtherLabel = 0,
    };

    private static readonly BudgetPlan Plan = new() { Seeds = 3, Epochs = 6, Trials = 0, TrialEpochs = 3, TestItems = 1000, TrainItems = 2000, ImageSize = 32, Seconds = 60, IsFull = false };

    private static readonly PlanningFacts Facts = new()
    {
        TrainItems = 4000,
        TestItems = 4000,
        TrainClasses = 10,
        TestClasses = 10,
        ItemSize = 12288,
        BatchSize = 120,
        Epochs = 12,
        Workers = 2,
        CanTune = true,
        LargestImageSize = 64,
    };

    private static AnswerContext Context(RecommendedTask task = RecommendedTask.Both, bool isWhole = true) => new()
    {
        Question = new StudyQuestion { Name = "own", Data = "/data/own", Losses = ["contrastive", "triplet"], Task = task },
        Data = Data,
        Plan = Plan,
        Facts = Facts,
        TrainingSeconds = new Dictionary<string, IReadOnlyList<double>> { ["contrastive"] = [10, 11, 12], ["triplet"] = [20, 21, 22] },
        IsWhole = isWhole,
    };

    [Fact]
    public void Data_are_described_in_sentences()
    {
        Assert.Equal(
            [
                "480 training items in 10 classes and 120 test items in 10, images of 32 × 32 pixels; test classes are those trained on.",
                "Classes are equal in size: 48 training items each.",
                "Of 480 training items, 72 % have one of another label nearest by raw values, at random 90 %; no exact copies among them. That share is wrong labels and classes alike in raw values together, and no rate of errors.",
            ],
            Cultures.Under(Cultures.Of("de-DE", ",", "."), Data.Sentences));
    }

    [Fact]
    public void Unequal_classes_and_copies_under_other_labels_are_told()
    {
        string text = string.Join(' ', (Data with { SmallestClass = 5, LargestClass = 100, MedianClass = 20.5, Copies = 6, CopiesOfOtherLabel = 2 }).Sentences());
        Assert.Contains("5 to 100 training items each, 20.5 in the middle", text, StringComparison.Ordinal);
        Assert.Contains("6 are exact copies of one another, 2 of them under another label", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_says_what_was_chosen_and_why()
    {
        Assert.Equal(
            [
                "3 seeds per loss, paired; 5 did not fit, and fewer than 3 test nothing.",
                "6 of the usual 12 epochs, so that the seeds fit.",
                "Options as they are; a search of options did not fit.",
                "2,000 of 4,000 training items, evenly over classes.",
                "1,000 of 4,000 test items, evenly over classes.",
                "Images of 32 pixels a side in place of 64, so that trainings are long enough.",
            ],
            Cultures.Under(Cultures.Of("de-DE", ",", "."), () => PlanWords.Of(Plan, Facts)));
    }

    [Fact]
    public void Too_few_seeds_are_an_abstention_that_says_so()
    {
        StudyAnswer answer = StudyAnswers.Of(ToyStudies.Results(seeds: 2), Context());
        Assert.Null(answer.Arm);
        Assert.Equal("No loss is recommended: with 2 seeds nothing was tested; a test needs 3.", answer.Sentences[0]);
        Assert.Contains("At least 3 seeds, below which nothing is tested.", answer.WouldChange);
    }

    [Fact]
    public void No_difference_is_an_abstention_with_the_figures_and_what_it_would_take()
    {
        StudyAnswer answer = StudyAnswers.Of(ToyStudies.Results(seeds: 5), Context());
        Assert.Null(answer.Arm);
        Assert.StartsWith("No loss is recommended: no data set shows one to be better", answer.Sentences[0], StringComparison.Ordinal);
        Assert.Contains(answer.Sentences, sentence => sentence.Contains("Retrieval and classification show no reliable difference", StringComparison.Ordinal));
        Assert.Contains("Retrieval: no loss is shown to be better than every other.", answer.Sentences);
        Assert.Contains("Fine-grained detail and hard samples, or smooth and broad refinement: nothing is shown either way here.", answer.Sentences);
        Assert.Contains("A training took 11 s with contrastive (10 to 12) and 21 s with triplet (20 to 22), in the middle, on this machine: time speaks for contrastive.", answer.Sentences);
        Assert.Contains("A larger budget: 5 seeds, tuned options, 12 epochs, all 4,000 training items, all 4,000 test items and images of 64 pixels.", answer.WouldChange);
    }

    [Fact]
    public void Times_that_overlap_speak_for_no_loss()
    {
        var times = new Dictionary<string, IReadOnlyList<double>> { ["contrastive"] = [10, 11, 30], ["triplet"] = [20, 21, 22] };
        StudyAnswer answer = StudyAnswers.Of(ToyStudies.Results(seeds: 5), Context() with { TrainingSeconds = times });
        Assert.Contains(answer.Sentences, sentence => sentence.EndsWith("the times overlap, so that time speaks for no loss.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_shown_difference_is_an_answer_that_names_its_runs()
    {
        StudyAnswer answer = StudyAnswers.Of(ToyStudies.Results(seeds: 5, gain: 0.2), Context());
        Assert.Equal("triplet", answer.Arm);
        Assert.StartsWith("Use triplet:", answer.Sentences[0], StringComparison.Ordinal);
        Assert.Contains("Retrieval: triplet.", answer.Sentences);
        Assert.Contains("Classification: triplet.", answer.Sentences);
        Assert.Equal(10, answer.Units.Count);
    }

    [Fact]
    public void A_task_is_answered_by_its_own_numbers()
    {
        StudyResults results = ToyStudies.Results(seeds: 5, gain: 0.2, gained: ["map-at-r", "recall-at-1"]);
        Assert.Equal("triplet", StudyAnswers.Of(results, Context(RecommendedTask.Retrieval)).Arm);
        StudyAnswer classification = StudyAnswers.Of(results, Context(RecommendedTask.Classification));
        Assert.Null(classification.Arm);
        Assert.Equal("No loss is recommended for classification: none is shown to be better than every other there.", classification.Sentences[0]);
    }

    [Fact]
    public void Classification_of_unseen_classes_is_not_guessed()
    {
        StudyResults results = ToyStudies.Results(seeds: 5, gain: 0.2, left: ["linear-probe", "knn-accuracy"]);
        StudyAnswer answer = StudyAnswers.Of(results, Context(RecommendedTask.Classification));
        Assert.Null(answer.Arm);
        Assert.StartsWith("No loss is recommended for classification: test classes are others than those trained on", answer.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_early_end_is_told()
    {
        StudyAnswer answer = StudyAnswers.Of(ToyStudies.Results(seeds: 2), Context(isWhole: false));
        Assert.Contains("The time ran out before the end: this is of 2 of 3 seeds, options as they are; the check on permuted labels was not reached.", answer.Sentences);
        Assert.Contains("The rest of the study, which the time did not suffice for.", answer.WouldChange);
    }

    [Fact]
    public void A_study_has_the_plans_size()
    {
        StudyFile study = RecommendedStudy.Of(Context().Question, Plan with { Trials = 4 }, 10, 12);
        Assert.Equal([Track.AsIs, Track.Tuned], study.Tracks);
        Assert.Equal((3, 4, 3), (study.Seeds, study.Tuning.Trials, study.Tuning.Epochs));
        Assert.Equal((6, 32, 2000, 1000), (study.Datasets[0].Epochs, study.Datasets[0].ImageSize, study.Datasets[0].TrainItems, study.Datasets[0].TestItems));
        Assert.Empty(StudyDesign.Problems(study));
    }

    [Theory]
    [InlineData("digits", "digits")]
    [InlineData("/home/me/my photos/", "my-photos")]
    [InlineData("/", "data")]
    public void A_data_set_has_a_name(string data, string name) => Assert.Equal(name, RecommendedStudy.NameOf(data));
}
