namespace DeepMetric.Lab.Studies;

/// <summary>The quick form of a study.</summary>
public static class QuickForm
{
    /// <summary>The study with its quick form's changes.</summary>
    /// <param name="study">The study.</param>
    /// <exception cref="ArgumentException">It has no quick form.</exception>
    public static StudyFile InQuickForm(this StudyFile study)
    {
        ArgumentNullException.ThrowIfNull(study);
        StudyQuick quick = study.Quick ?? throw new ArgumentException($"Expected a study with a quick form, found none in {study.Name}.", nameof(study));
        return study with
        {
            Datasets = [.. study.Datasets.Where(set => quick.Datasets is null || quick.Datasets.Contains(set.Name)).Select(set => Quicker(set, quick))],
            Tracks = quick.Tracks ?? study.Tracks,
            Seeds = quick.Seeds ?? study.Seeds,
            Tuning = study.Tuning with { Trials = quick.Trials ?? study.Tuning.Trials, Epochs = Fewer(study.Tuning.Epochs, quick.Epochs) },
            MarginMatching = study.MarginMatching with { Epochs = Fewer(study.MarginMatching.Epochs, quick.Epochs) },
            Quick = null,
        };
    }

    private static StudyDataset Quicker(StudyDataset set, StudyQuick quick) => set with
    {
        Epochs = Fewer(set.Epochs, quick.Epochs),
        TrainItems = Fewer(set.TrainItems, quick.TrainItems),
        TestItems = Fewer(set.TestItems, quick.TestItems),
    };

    private static int? Fewer(int? given, int? most) => given is int one && most is int other ? Math.Min(one, other) : given ?? most;
}
