using System.Text.Json.Nodes;

namespace DeepMetric.Reducers;

/// <summary>The reducers by name. A reducer per part of a loss, <see cref="MultipleReducers"/>, is put together in code.</summary>
public static class ReducerCatalog
{
    /// <summary>All reducers, in the order to show them.</summary>
    public static IReadOnlyList<ReducerEntry> Entries { get; } =
    [
        ReducerEntry.Of<NoOptions>("mean", typeof(MeanReducer), _ => new MeanReducer()),
        ReducerEntry.Of<NoOptions>("nonzero-mean", typeof(NonZeroMeanReducer), _ => new NonZeroMeanReducer()),
        ReducerEntry.Of<NoOptions>("sum", typeof(SumReducer), _ => new SumReducer()),
        ReducerEntry.Of<NoOptions>("divisor", typeof(DivisorReducer), _ => new DivisorReducer()),
        ReducerEntry.Of<ThresholdReducerOptions>("threshold", typeof(ThresholdReducer), o => new ThresholdReducer(o.Low, o.High)),
        ReducerEntry.Of<PerAnchorReducerOptions>("per-anchor", typeof(PerAnchorReducer), o => new PerAnchorReducer(Create(o.OverAnchors))),
        ReducerEntry.Of<ClassWeightedReducerOptions>("class-weighted", typeof(ClassWeightedReducer), o => new ClassWeightedReducer(o.Weights)),
        ReducerEntry.Of<NoOptions>("none", typeof(NoneReducer), _ => new NoneReducer()),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static ReducerEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the reducers {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The options of a reducer as JSON, with every value.</summary>
    /// <exception cref="ArgumentException">The name or an option is not known.</exception>
    public static JsonObject OptionsOf(string name, JsonObject? options = null) => OptionJson.Merge(name, Find(name).OptionsType, options);

    /// <summary>Creates a reducer.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="options">Options that differ from the defaults, as JSON.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, or a value does not fit.</exception>
    public static Reducer Create(string name, JsonObject? options = null)
    {
        ReducerEntry entry = Find(name);
        return OptionJson.Create(name, entry.OptionsType, options, entry.Factory);
    }
}
