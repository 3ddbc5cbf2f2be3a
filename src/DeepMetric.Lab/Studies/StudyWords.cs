namespace DeepMetric.Lab.Studies;

/// <summary>How studies are spoken of.</summary>
public static class StudyWords
{
    /// <summary>A track.</summary>
    public static string Of(Track track) => track switch
    {
        Track.AsIs => "as is",
        Track.MarginMatched => "margins matched",
        Track.BudgetMatched => "budgets matched",
        _ => "tuned",
    };

    /// <summary>A track as files name it, e.g. <c>margin-matched</c>.</summary>
    public static string IdOf(Track track) => track switch
    {
        Track.AsIs => "as-is",
        Track.MarginMatched => "margin-matched",
        Track.BudgetMatched => "budget-matched",
        _ => "tuned",
    };

    /// <summary>What a test of two arms came to.</summary>
    public static string Of(PairEffect effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        return effect.Verdict switch
        {
            "better" => $"{effect.Second} is better than {effect.First}",
            "worse" => $"{effect.First} is better than {effect.Second}",
            "equivalent" => $"{effect.First} and {effect.Second} are equivalent",
            "too few seeds" => $"{effect.First} and {effect.Second}: too few seeds",
            _ => $"{effect.First} and {effect.Second}: no difference shown{(effect.SeedsNeeded is int seeds ? FormattableString.Invariant($" ({seeds} seeds would show one of this size)") : "")}",
        };
    }
}
