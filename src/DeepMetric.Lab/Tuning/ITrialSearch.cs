namespace DeepMetric.Lab.Tuning;

/// <summary>Says what to try next: a function of ranges, seed and finished trials alone, so that a search can be interrupted, continued and repeated.</summary>
public interface ITrialSearch
{
    /// <summary>The parameters searched.</summary>
    IReadOnlyList<ParameterRange> Ranges { get; }

    /// <summary>The values of the next trial, by name.</summary>
    /// <param name="finished">All finished trials in their order, those that failed too.</param>
    /// <exception cref="ArgumentException">A trial lacks a parameter, or has a value outside its range or an objective that is not finite.</exception>
    IReadOnlyDictionary<string, ParameterValue> Propose(IReadOnlyList<Trial> finished);
}
