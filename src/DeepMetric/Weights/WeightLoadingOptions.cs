namespace DeepMetric.Weights;

/// <summary>What can be chosen about <see cref="WeightLoading"/>.</summary>
public sealed record WeightLoadingOptions
{
    /// <summary>How well the file has to fit.</summary>
    /// <value>Default <see cref="WeightMatching.Strict"/>.</value>
    public WeightMatching Matching { get; init; } = WeightMatching.Strict;

    /// <summary>The part of the module that is loaded, as the beginning of its names: with <c>trunk.</c> the file's <c>conv1.weight</c> goes to <c>trunk.conv1.weight</c>.</summary>
    /// <value>Default empty: the whole module.</value>
    public string Prefix { get; init; } = "";

    /// <summary>Turns the file's names into the module's.</summary>
    /// <value>Default null: chosen from the names, see <see cref="VitNames.Detect"/>.</value>
    public WeightNameMap? Names { get; init; }
}
