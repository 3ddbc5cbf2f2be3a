namespace DeepMetric.Lab.Recommending;

/// <summary>The answer to a question, or a reasoned abstention.</summary>
public sealed record StudyAnswer
{
    /// <summary>The loss to use; null for an abstention.</summary>
    public required string? Arm { get; init; }

    /// <summary>The answer and its reasons, a sentence or two each; the first is the answer.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>What would change it, a sentence each.</summary>
    public required IReadOnlyList<string> WouldChange { get; init; }

    /// <summary>The units that it rests on.</summary>
    public required IReadOnlyList<string> Units { get; init; }
}

/// <summary>What is known beside a study's numbers.</summary>
public sealed record AnswerContext
{
    /// <summary>What was asked.</summary>
    public required StudyQuestion Question { get; init; }

    /// <summary>What the data are like.</summary>
    public required DataDescription Data { get; init; }

    /// <summary>How large the study was meant to be.</summary>
    public required BudgetPlan Plan { get; init; }

    /// <summary>What the plan had to fit.</summary>
    public required PlanningFacts Facts { get; init; }

    /// <summary>Seconds of each final training, by loss.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> TrainingSeconds { get; init; }

    /// <summary>Whether the study came to its end within the budget.</summary>
    public required bool IsWhole { get; init; }
}
