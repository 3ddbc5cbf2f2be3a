namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The trials of one arm.</summary>
/// <param name="Arm">The arm that gives it its colour and its marks.</param>
/// <param name="Objectives">What each trial reached, in their order, the first being trial 1; null or not finite where it failed.</param>
internal sealed record TuningSeries(ReportArm Arm, IReadOnlyList<double?> Objectives)
{
    /// <summary>The places of the trials that reached something.</summary>
    public IEnumerable<(int Trial, double Objective)> Reached()
    {
        foreach ((int index, double? objective) in Objectives.Index())
        {
            if (objective is { } value && double.IsFinite(value))
            {
                yield return (index + 1, value);
            }
        }
    }

    /// <summary>The trials that were better than all before them.</summary>
    public IReadOnlyList<(int Trial, double Objective)> Improvements(bool lowerIsBetter)
    {
        List<(int Trial, double Objective)> improvements = [];
        foreach ((int trial, double objective) in Reached())
        {
            if (improvements.Count == 0 || (lowerIsBetter ? objective < improvements[^1].Objective : objective > improvements[^1].Objective))
            {
                improvements.Add((trial, objective));
            }
        }

        return improvements;
    }
}
