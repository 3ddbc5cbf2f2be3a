using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Tuning;

/// <summary>Searches run to their end.</summary>
internal static class Searches
{
    /// <summary>A range of each kind.</summary>
    public static readonly ParameterRange[] Mixed =
    [
        ParameterRange.Linear("margin", -0.5, 1.5), ParameterRange.Log("rate", 1e-5, 0.1), ParameterRange.Integer("per-class", -2, 8), ParameterRange.Choice("miner", "none", "hard", true, 4),
    ];

    /// <summary>All trials, each proposed after those before it.</summary>
    /// <param name="search">The search.</param>
    /// <param name="count">How many.</param>
    /// <param name="objective">How good values are; null where they fail.</param>
    public static List<Trial> Run(ITrialSearch search, int count, Func<IReadOnlyDictionary<string, ParameterValue>, double?> objective)
    {
        var trials = new List<Trial>();
        for (int number = 1; number <= count; number++)
        {
            IReadOnlyDictionary<string, ParameterValue> values = search.Propose(trials);
            trials.Add(new Trial { Number = number, Values = values, Objective = objective(values) });
        }

        return trials;
    }

    public static double NumberOf(this IReadOnlyDictionary<string, ParameterValue> values, string name) => values[name].Number!.Value;
}
