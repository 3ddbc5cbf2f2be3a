using DeepMetric.Lab.Recommending;

namespace DeepMetric.Cli.Recommending;

/// <summary>What <c>recommend</c> is asked for.</summary>
internal sealed record RecommendRequest
{
    /// <summary>What is asked.</summary>
    public required StudyQuestion Question { get; init; }

    /// <summary>The folders that hold one folder per data set; none for those of the environment.</summary>
    public IReadOnlyList<string>? DataRoots { get; init; }

    /// <summary>The time for all of it.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Trainings at once.</summary>
    public required int Workers { get; init; }

    /// <summary>The folder; null for the next free one.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to write one JSON object and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>Whether to leave progress out.</summary>
    public bool Quiet { get; init; }
}

/// <summary>What was decided before anything was trained; the folder's <c>plan.json</c>.</summary>
internal sealed record RecommendPlan
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-recommend-plan/1";

    /// <summary>What is asked.</summary>
    public required StudyQuestion Question { get; init; }

    /// <summary>What the data are like.</summary>
    public required DataDescription Data { get; init; }

    /// <summary>What the plan has to fit.</summary>
    public required PlanningFacts Facts { get; init; }

    /// <summary>What was measured.</summary>
    public required StudyCosts Costs { get; init; }

    /// <summary>What was chosen.</summary>
    public required BudgetPlan Plan { get; init; }

    /// <summary>The choices in words.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <summary>What came of it; the folder's <c>recommendation.json</c>.</summary>
internal sealed record RecommendOutcome
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-recommendation/1";

    /// <summary>Seconds there were.</summary>
    public required double BudgetSeconds { get; init; }

    /// <summary>Seconds it took, of this call.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether the study came to its end.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The loss to use; null for an abstention.</summary>
    public required string? Arm { get; init; }

    /// <summary>The answer and its reasons.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>What would change it.</summary>
    public required IReadOnlyList<string> WouldChange { get; init; }

    /// <summary>The units that it rests on.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>What was decided before.</summary>
    public required RecommendPlan Planned { get; init; }
}
