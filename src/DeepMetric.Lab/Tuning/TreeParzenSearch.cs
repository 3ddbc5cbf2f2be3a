using System.ComponentModel.DataAnnotations;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tuning;

/// <summary>Tries values that are likelier among the good trials so far than among the others: the tree-structured Parzen estimator.</summary>
/// <remarks>
/// <para>
/// The first trials are random. Then the best ⌈gamma n⌉ are the good ones, the others and those that failed the bad ones; for each parameter on its own, l and g are
/// Parzen estimates over the good and the bad values, and of the candidates drawn from l the one with the largest l / g is tried: that maximises the expected improvement.
/// </para>
/// <para>Paper: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", NeurIPS 2011.</para>
/// <para>Differs from it: failed trials count as bad; kernels are cut off at the ends of the range and their rest is scaled to one.</para>
/// </remarks>
public sealed class TreeParzenSearch : ITrialSearch
{
    private readonly SearchSpace _space;
    private readonly ulong _seed;

    /// <summary>Creates the search.</summary>
    /// <param name="ranges">The parameters, at least one, each with a name of its own.</param>
    /// <param name="seed">Decides the draws: the first trials are those of <see cref="RandomSearch"/> with this seed.</param>
    /// <param name="options">Random trials, the share of good ones, candidates.</param>
    /// <exception cref="ArgumentException">There is no parameter, a range makes no sense, or two have one name.</exception>
    /// <exception cref="ValidationException">An option is outside its range.</exception>
    public TreeParzenSearch(IReadOnlyList<ParameterRange> ranges, ulong seed, TreeParzenOptions? options = null)
    {
        _space = SearchSpace.Of(ranges);
        _seed = seed;
        Options = options ?? new();
        Validator.ValidateObject(Options, new ValidationContext(Options), validateAllProperties: true);
    }

    /// <summary>What is set.</summary>
    public TreeParzenOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Ranges => _space.Ranges;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ParameterValue> Propose(IReadOnlyList<Trial> finished)
    {
        _space.Check(finished);
        var random = new SplitMix64(_seed, (ulong)finished.Count);
        Trial[] ordered = [.. finished.Where(trial => trial.Objective is not null).OrderByDescending(trial => trial.Objective)];
        if (ordered.Length < Options.StartupTrials)
        {
            return _space.Draw(random);
        }

        int goodCount = Math.Max(1, (int)Math.Ceiling(Options.Gamma * ordered.Length));
        Trial[] good = ordered[..goodCount];
        Trial[] bad = [.. ordered[goodCount..], .. finished.Where(trial => trial.Objective is null)];
        return _space.Scales.ToDictionary(scale => scale.Range.Name, scale => Best(scale, ValuesOf(good, scale), ValuesOf(bad, scale), random));
    }

    private static ParameterValue[] ValuesOf(Trial[] trials, ParameterScale scale) => [.. trials.Select(trial => trial.Values[scale.Range.Name])];

    private ParameterValue Best(ParameterScale scale, ParameterValue[] good, ParameterValue[] bad, SplitMix64 random)
    {
        ValueDensity likely = ValueDensity.Of(scale, good);
        ValueDensity unlikely = ValueDensity.Of(scale, bad);
        return Enumerable.Range(0, Options.Candidates)
            .Select(_ => likely.Draw(random))
            .MaxBy(value => likely.LogDensity(value) - unlikely.LogDensity(value));
    }
}
