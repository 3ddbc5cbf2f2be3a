namespace DeepMetric.Lab.Studies;

/// <summary>The units of a study as far as they are known: what later ones try depends on what earlier ones came to.</summary>
/// <param name="Runs">The uses of units, in the order to compute them.</param>
/// <param name="IsComplete">Whether no unit will be added.</param>
public sealed record StudyPlan(IReadOnlyList<PlannedRun> Runs, bool IsComplete)
{
    /// <summary>The plan, a function of the study and of the outcomes there are alone, so that every worker has the same.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="outcome">What a unit came to, by its id; null where it is not finished.</param>
    public static StudyPlan Of(StudySpec spec, Func<string, UnitOutcome?> outcome)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(outcome);
        var runs = new List<PlannedRun>();
        bool complete = true;
        foreach (ResolvedDataset dataset in spec.Datasets)
        {
            var units = new UnitFactory(spec, dataset);
            foreach (Track track in spec.File.Tracks)
            {
                TrackPlanner planner = TrackPlanner.Of(track, units, outcome);
                runs.AddRange(planner.Runs());
                complete &= planner.IsComplete;
            }

            runs.Add(units.Baseline());
            if (spec.File.ShuffledCanary)
            {
                runs.AddRange(units.Arms.Select(units.Shuffled));
            }
        }

        return new StudyPlan(runs, complete);
    }
}
