using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>What a study will take, from a few measured steps of each arm on each data set.</summary>
/// <param name="Units">Units that are known; searches and matching add the rest as counted by the study's numbers.</param>
/// <param name="Seconds">The time of one worker for all of it.</param>
/// <param name="Megabytes">The memory of one worker at its peak.</param>
public sealed record StudyForecast(int Units, double Seconds, double Megabytes);

/// <summary>Measures a few steps of each arm on each data set, and one evaluation, and predicts what a study takes.</summary>
public static class StudyProbe
{
    private const int Steps = 12;

    /// <summary>Measures and predicts.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="items">Loads items.</param>
    /// <param name="probing">Told of each measurement before it is made.</param>
    /// <param name="cancellation">Stops after a step.</param>
    public static StudyForecast Predict(StudySpec spec, StudyItems items, Action<string>? probing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(items);
        using var folder = new ProbeFolder();
        // Arms of equal settings share their units, so that each arm is looked for among the uses.
        IReadOnlyList<PlannedRun> known = StudyPlan.Of(spec, _ => null).Runs;
        double seconds = 0;
        int units = 0;
        foreach (ResolvedDataset dataset in spec.Datasets)
        {
            PlannedRun FirstOf(string arm) => known.First(run => run.Dataset == dataset.Name && run.Arm == arm && run.Unit.Kind == UnitKind.Training);
            double slowest = 0;
            if (dataset.Run.Net.FreezeTrunk)
            {
                // The trunk runs once over each division of the items; what comes after that is cheap.
                probing?.Invoke($"{dataset.Name}, features");
                (_, double extraction) = Measure(folder.Layout, FirstOf(dataset.Run.Arms[0].Name), Steps + 1, items, cancellation);
                seconds += extraction * (dataset.Parts.Count + 1);
            }

            foreach (string arm in dataset.Run.Arms.Select(arm => arm.Name))
            {
                probing?.Invoke($"{dataset.Name}, {arm}");
                (double perItem, double evaluation) = Measure(folder.Layout, FirstOf(arm), Steps, items, cancellation);
                (int count, double epochs) = Expected(spec, dataset, arm);
                slowest = Math.Max(slowest, evaluation);
                units += count;
                seconds += (epochs * dataset.Facts.TrainItems * perItem) + (count * evaluation);
            }

            // The baselines evaluate once per seed and once more.
            seconds += (spec.File.Seeds + 1) * slowest;
            units++;
        }

        return new StudyForecast(units, seconds, Environment.WorkingSet / 1e6);
    }

    private static (double PerItem, double Evaluation) Measure(StudyLayout layout, PlannedRun run, int steps, StudyItems items, CancellationToken cancellation)
    {
        UnitSpec spec = run.Unit with { Steps = steps, KeepEmbeddings = false };
        string id = spec.ComputeId();
        UnitOutcome? outcome = new StudyUnit(layout, id, spec, items).Run((_, _) => { }, () => true, cancellation);
        UnitTime time = layout.ReadTime(id)!;
        return (time.TrainingSeconds / Math.Max(1, outcome?.Trace?.Items ?? 1), time.EvaluationSeconds);
    }

    /// <summary>How many trainings an arm has on a data set, and their epochs together.</summary>
    private static (int Count, double Epochs) Expected(StudySpec spec, ResolvedDataset dataset, string name)
    {
        StudyFile study = spec.File;
        StudyArm arm = study.Arms.First(candidate => candidate.Title == name);
        int epochs = dataset.Run.Experiments[0].Epochs;
        int folds = study.Folds is int count && dataset.IsClassDisjoint ? count : 1;
        int finals = study.Seeds * folds;
        int trainings = 0;
        double total = 0;
        void Add(int more, int each)
        {
            trainings += more;
            total += (double)more * each;
        }

        foreach (Track track in study.Tracks.Where(arm.Has))
        {
            // A matched budget shares its longest training with the track as is.
            if (track != Track.BudgetMatched || !study.Tracks.Contains(Track.AsIs))
            {
                Add(finals, epochs);
            }
            else
            {
                Add(finals, epochs / 2);
            }

            if (track == Track.MarginMatched)
            {
                Add((arm.Margins ?? study.MarginMatching.Grid).Count, study.MarginMatching.Epochs ?? epochs);
            }
            else if (track == Track.Tuned && arm.Search.Count > 0)
            {
                Add(study.Tuning.Trials * folds, study.Tuning.Epochs ?? epochs);
            }
        }

        if (study.ShuffledCanary)
        {
            Add(1, Math.Min(epochs, 3));
        }

        return (trainings, total);
    }
}
