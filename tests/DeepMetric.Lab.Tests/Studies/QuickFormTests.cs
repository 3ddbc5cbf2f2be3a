using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class QuickFormTests
{
    private static readonly StudyFile Study = FakeStudy.TunedFile with
    {
        Datasets = [new StudyDataset { Name = "digits", Epochs = 6, TrainItems = 50 }, new StudyDataset { Name = "mnist" }, new StudyDataset { Name = "cub200" }],
        Arms = [.. FakeStudy.TunedFile.Arms, new StudyArm { Name = "birds", Loss = "n-pair", Datasets = ["cub200"] }, new StudyArm { Name = "two", Loss = "n-pair", Datasets = ["mnist", "cub200"] }],
        Published = [new PublishedNumber { Dataset = "cub200", Arm = "birds", Metric = "nmi", Value = 0.5, Source = "there" }],
        Tracks = [Track.AsIs, Track.Tuned],
        Quick = new StudyQuick { Datasets = ["digits", "mnist"], Tracks = [Track.AsIs], Seeds = 2, Trials = 3, Epochs = 4, TrainItems = 100, TestItems = 20 },
    };

    [Fact]
    public void Changes_what_it_says_and_takes_the_fewer()
    {
        StudyFile quick = Study.InQuickForm();
        Assert.Equal([("digits", 4, 50, 20), ("mnist", 4, 100, 20)], quick.Datasets.Select(set => (set.Name, set.Epochs!.Value, set.TrainItems!.Value, set.TestItems!.Value)));
        Assert.Equal(["contrastive", "triplet", "two"], quick.Arms.Select(arm => arm.Name ?? arm.Loss));
        Assert.Equal(["mnist"], quick.Arms[2].Datasets!);
        Assert.Equal([Track.AsIs], quick.Tracks);
        Assert.Equal((2, 3), (quick.Seeds, quick.Tuning.Trials));
        Assert.Empty(quick.Published);
        Assert.Null(quick.Quick);
        Assert.Empty(StudyDesign.Problems(quick));
    }

    [Fact]
    public void What_it_does_not_say_stays()
    {
        StudyFile quick = (Study with { Quick = new StudyQuick() }).InQuickForm();
        Assert.Equal(Study.Datasets, quick.Datasets);
        Assert.Equal(Study.Arms.Count, quick.Arms.Count);
        Assert.Equal((Study.Tracks, Study.Seeds, Study.Tuning, Study.MarginMatching), (quick.Tracks, quick.Seeds, quick.Tuning, quick.MarginMatching));
    }

    // A trial without epochs of its own has as many as a final training, which are few enough already: 2 of 2 here, and not the 4 that are allowed.
    [Fact]
    public void Trials_and_tries_never_train_longer_than_final_trainings()
    {
        StudyFile quick = (Study with { Datasets = [Study.Datasets[0] with { Epochs = 2 }], Arms = FakeStudy.TunedFile.Arms, Published = [] }).InQuickForm();
        Assert.Equal(2, quick.Datasets[0].Epochs);
        Assert.Equal((null, null), (quick.Tuning.Epochs, quick.MarginMatching.Epochs));
        StudyFile own = (Study with { Tuning = Study.Tuning with { Epochs = 9 }, MarginMatching = new StudyMarginMatching { Epochs = 1 } }).InQuickForm();
        Assert.Equal((4, 1), (own.Tuning.Epochs, own.MarginMatching.Epochs));
    }

    [Fact]
    public void A_study_without_one_is_refused() =>
        Assert.StartsWith("Expected a study with a quick form, found none in fake.", Assert.Throws<ArgumentException>(() => FakeStudy.File.InQuickForm()).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_some_data_sets_leaves_the_others_and_their_arms_out()
    {
        StudyFile some = Study.Of(["cub200"]);
        Assert.Equal(["cub200"], some.Datasets.Select(set => set.Name));
        Assert.Equal(["contrastive", "triplet", "birds", "two"], some.Arms.Select(arm => arm.Name ?? arm.Loss));
        Assert.Equal(["cub200"], some.Arms[3].Datasets!);
        Assert.Single(some.Published);
        Assert.Equal(["digits", "mnist"], Study.Of(["mnist", "digits"]).Datasets.Select(set => set.Name));
        Assert.Equal(["mnist"], Study.Of(["mnist"]).InQuickForm().Datasets.Select(set => set.Name));
    }

    [Fact]
    public void Of_unknown_or_no_data_sets_is_refused()
    {
        Assert.StartsWith("Expected data sets out of digits, mnist, cub200, found 'minst'.", Assert.Throws<ArgumentException>(() => Study.Of(["digits", "minst"])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Expected data sets out of digits, mnist, cub200, found none.", Assert.Throws<ArgumentException>(() => Study.Of([])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Study.Of(["cub200"]).InQuickForm());
    }
}
