using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Studies;

/// <summary>Refuses designs whose results could not be trusted, before anything runs.</summary>
public static class StudyDesign
{
    /// <summary>What is wrong with a study, a sentence each; none if it can be run.</summary>
    /// <param name="study">The study as it will be run.</param>
    public static IReadOnlyList<string> Problems(StudyFile study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return [.. Of(study)];
    }

    /// <summary>What is wrong with a study once its data sets are known, a sentence each.</summary>
    /// <param name="spec">The study.</param>
    public static IReadOnlyList<string> Problems(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return [.. Of(spec.File), .. spec.Datasets.SelectMany(set => Of(spec.File, set))];
    }

    private static IEnumerable<string> Of(StudyFile study)
    {
        if (study.Name.Length == 0 || study.Name.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '_')))
        {
            yield return $"The study's name '{study.Name}' is no name of letters, digits, dots and dashes.";
        }

        if (study.Datasets.Count == 0)
        {
            yield return "There is no data set.";
        }

        if (study.Arms.Count < 2)
        {
            yield return $"There {(study.Arms.Count == 1 ? "is 1 arm" : "are no arms")}: a comparison needs 2.";
        }

        foreach (string twice in Twice(study.Arms.Select(arm => arm.Title)).Concat(Twice(study.Datasets.Select(set => set.Name))))
        {
            yield return $"The name '{twice}' is there twice.";
        }

        if (!study.Baselines)
        {
            yield return "There is no baseline: without the raw input and the untrained net nobody can tell what training added.";
        }

        if (study.Seeds < 1)
        {
            yield return $"Expected at least 1 seed, found {study.Seeds}.";
        }

        if (study.Folds is < 2)
        {
            yield return $"Expected at least 2 folds, found {study.Folds}.";
        }

        if (study.Tracks.Count == 0)
        {
            yield return "There is no track.";
        }

        foreach (string twice in Twice(study.Tracks.Select(StudyWords.Of)))
        {
            yield return $"The track '{twice}' is there twice.";
        }

        if (study.Metrics.Count == 0)
        {
            yield return "There is no metric to lead with.";
        }

        foreach (string unknown in study.Arms.SelectMany(arm => arm.Datasets ?? []).Except(study.Datasets.Select(set => set.Name)))
        {
            yield return $"An arm takes part in '{unknown}', which is no data set of the study.";
        }

        foreach (string unknown in study.Metrics.Append(study.Tuning.Metric).Where(metric => MetricCatalog.All.All(known => known.Id != metric)).Distinct())
        {
            yield return $"'{unknown}' is no metric.";
        }

        foreach (string problem in OfBudgets(study).Concat(OfTuning(study)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfBudgets(StudyFile study)
    {
        foreach (StudyArm arm in study.Arms.Where(arm => arm.SamplesPerClass is < 2))
        {
            yield return $"The arm '{arm.Title}' takes K = {arm.SamplesPerClass} sample per class: a batch without positive pairs teaches most losses nothing.";
        }

        foreach (StudyDataset set in study.Datasets.Where(set => set.SamplesPerClass is < 2))
        {
            yield return $"On {set.Name} a batch takes K = {set.SamplesPerClass} sample per class: a batch without positive pairs teaches most losses nothing.";
        }

        if (study.MarginMatching.Reference is string reference && study.Arms.All(arm => arm.Title != reference))
        {
            yield return $"Margins are to be matched with '{reference}', which is no arm.";
        }

        bool sameBatches = study.Arms.Select(arm => (arm.ClassesPerBatch, arm.SamplesPerClass)).Distinct().Count() <= 1;
        if (!sameBatches && study.Tracks.Any(track => track != Track.BudgetMatched))
        {
            yield return "The arms' batches differ in size, so that equal epochs are unequal budgets: use the track budget-matched alone, or equal batches.";
        }
    }

    private static IEnumerable<string> OfTuning(StudyFile study)
    {
        if (!study.Tracks.Contains(Track.Tuned))
        {
            yield break;
        }

        if (study.Tuning.SelectOn == SelectionItems.Test)
        {
            yield return "Options are selected on test items: the result would be chosen by what it is tested on. Use validation.";
        }

        if (study.Tuning.Trials < 2)
        {
            yield return $"Expected at least 2 trials per arm, found {study.Tuning.Trials}.";
        }

        if (study.Tuning.ValidationShare is <= 0 or >= 1)
        {
            yield return $"Expected a share of items to choose by between 0 and 1, found {study.Tuning.ValidationShare}.";
        }

        StudyArm[] untuned = [.. study.Arms.Where(arm => arm.Has(Track.Tuned) && arm.Search.Count == 0)];
        if (untuned.Length > 0)
        {
            yield return $"The budgets of tuning are unequal: {string.Join(", ", untuned.Select(arm => $"'{arm.Title}'"))} {(untuned.Length == 1 ? "has" : "have")} nothing to search, and "
                + (untuned.Length == study.Arms.Count(arm => arm.Has(Track.Tuned)) ? "no other arm has either." : "other arms have.");
        }
    }

    private static IEnumerable<string> Of(StudyFile study, ResolvedDataset set)
    {
        StudyDataset asked = study.Datasets.First(candidate => candidate.Name == set.Name);
        if (asked.Split == "class-disjoint" && !set.IsClassDisjoint)
        {
            yield return $"Test classes of {set.Name} are seen in training, and a class-disjoint split was asked for.";
        }

        if (study.Folds is not null && !set.IsClassDisjoint)
        {
            yield return $"Folds divide training classes, and the test classes of {set.Name} are seen in training: leave the folds out, or use a class-disjoint split.";
        }

        foreach (Track track in study.Tracks.Where(track => study.Arms.Count(arm => arm.Has(set.Name) && arm.Has(track)) < 2))
        {
            yield return $"Fewer than 2 arms take part in {set.Name}, {StudyWords.Of(track)}.";
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string> names) => names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
}
