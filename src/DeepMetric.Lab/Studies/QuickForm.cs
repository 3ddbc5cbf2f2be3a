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
        string[] known = [.. study.Datasets.Select(set => set.Name)];
        StudyFile some = study.Of(quick.Datasets is null ? known : [.. quick.Datasets.Intersect(known)]);
        return some with
        {
            Datasets = [.. some.Datasets.Select(set => Quicker(set, quick))],
            Tracks = quick.Tracks ?? study.Tracks,
            Seeds = quick.Seeds ?? study.Seeds,
            Tuning = study.Tuning with { Trials = quick.Trials ?? study.Tuning.Trials, Epochs = study.Tuning.Epochs is null ? null : Fewer(study.Tuning.Epochs, quick.Epochs) },
            MarginMatching = study.MarginMatching with { Epochs = study.MarginMatching.Epochs is null ? null : Fewer(study.MarginMatching.Epochs, quick.Epochs) },
            Quick = null,
        };
    }

    /// <summary>The study on some of its data sets; arms that take part in none of them are left out.</summary>
    /// <param name="study">The study.</param>
    /// <param name="datasets">The data sets' names.</param>
    /// <exception cref="ArgumentException">A name is none of the study's, or none is left.</exception>
    public static StudyFile Of(this StudyFile study, IReadOnlyList<string> datasets)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(datasets);
        string? unknown = datasets.FirstOrDefault(name => study.Datasets.All(set => set.Name != name));
        return unknown is null && datasets.Count > 0
            ? study with
            {
                Arms = [.. study.Arms.Where(arm => arm.Datasets is null || arm.Datasets.Any(datasets.Contains)).Select(arm => arm with { Datasets = arm.Datasets?.Where(datasets.Contains).ToArray() })],
                Datasets = [.. study.Datasets.Where(set => datasets.Contains(set.Name))],
                Published = [.. study.Published.Where(number => datasets.Contains(number.Dataset))],
            }
            : throw new ArgumentException($"Expected data sets out of {string.Join(", ", study.Datasets.Select(set => set.Name))}, found {(unknown is null ? "none" : $"'{unknown}'")}.", nameof(datasets));
    }

    private static StudyDataset Quicker(StudyDataset set, StudyQuick quick) => set with
    {
        Epochs = Fewer(set.Epochs, quick.Epochs),
        TrainItems = Fewer(set.TrainItems, quick.TrainItems),
        TestItems = Fewer(set.TestItems, quick.TestItems),
    };

    private static int? Fewer(int? given, int? most) => given is int one && most is int other ? Math.Min(one, other) : given ?? most;
}
