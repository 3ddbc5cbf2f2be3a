namespace DeepMetric.Lab.Studies;

/// <summary>How far a study is.</summary>
/// <param name="Finished">Units finished.</param>
/// <param name="Failed">Those of them that came to no numbers.</param>
/// <param name="Known">Units known so far.</param>
/// <param name="IsPlanComplete">Whether no unit will be added.</param>
public sealed record StudyProgress(int Finished, int Failed, int Known, bool IsPlanComplete)
{
    /// <summary>Whether nothing is left.</summary>
    public bool IsComplete => IsPlanComplete && Finished == Known;

    /// <summary>How far a study is.</summary>
    /// <param name="layout">Its files.</param>
    public static StudyProgress Of(StudyLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var outcomes = new StudyOutcomes(layout);
        StudyPlan plan = StudyPlan.Of(layout.ReadSpec(), outcomes.Of);
        UnitOutcome?[] units = [.. plan.Runs.Select(run => run.UnitId).Distinct().Select(outcomes.Of)];
        return new StudyProgress(units.Count(unit => unit is not null), units.Count(unit => unit?.Failure is not null), units.Length, plan.IsComplete);
    }

    /// <summary>How many units are finished, without planning.</summary>
    /// <param name="layout">The study's files.</param>
    public static int CountFinished(StudyLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return Directory.Exists(layout.UnitsFolder) ? Directory.EnumerateDirectories(layout.UnitsFolder).Count(folder => File.Exists(Path.Combine(folder, "outcome.json"))) : 0;
    }
}
