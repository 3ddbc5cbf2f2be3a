using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tuning;

/// <summary>Tries values drawn evenly from the ranges, whatever came out before.</summary>
/// <remarks>
/// A baseline that is hard to beat with few trials, and that covers each parameter better than a grid does. Paper: Bergstra and Bengio, "Random search for hyper-parameter
/// optimization", JMLR 2012.
/// </remarks>
public sealed class RandomSearch : ITrialSearch
{
    private readonly SearchSpace _space;
    private readonly ulong _seed;

    /// <summary>Creates the search.</summary>
    /// <param name="ranges">The parameters, at least one, each with a name of its own.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <exception cref="ArgumentException">There is no parameter, a range makes no sense, or two have one name.</exception>
    public RandomSearch(IReadOnlyList<ParameterRange> ranges, ulong seed)
    {
        _space = SearchSpace.Of(ranges);
        _seed = seed;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Ranges => _space.Ranges;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ParameterValue> Propose(IReadOnlyList<Trial> finished)
    {
        _space.Check(finished);
        return _space.Draw(new SplitMix64(_seed, (ulong)finished.Count));
    }
}
