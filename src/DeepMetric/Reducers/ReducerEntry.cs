namespace DeepMetric.Reducers;

/// <summary>A reducer of the catalogue.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="ReducerType">Its class.</param>
/// <param name="OptionsType">The record of its options.</param>
public sealed record ReducerEntry(string Name, Type ReducerType, Type OptionsType)
{
    internal Func<object, Reducer> Factory { get; private init; } = null!;

    internal static ReducerEntry Of<TOptions>(string name, Type type, Func<TOptions, Reducer> create)
        where TOptions : class, new() => new(name, type, typeof(TOptions)) { Factory = options => create((TOptions)options) };
}
