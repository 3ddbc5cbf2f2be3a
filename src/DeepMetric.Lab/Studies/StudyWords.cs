using DeepMetric.Lab.Claims;

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

    /// <summary>A verdict on a claim.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Supported => "supported",
        Verdict.Contradicted => "contradicted",
        Verdict.SupportedExplainedByScale => "supported, explained by scale",
        Verdict.Mixed => "mixed",
        Verdict.NoDifferenceShown => "no difference shown",
        Verdict.TooFewSeeds => "too few seeds",
        _ => "not tested",
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
