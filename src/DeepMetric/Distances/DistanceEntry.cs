namespace DeepMetric.Distances;

/// <summary>A distance of the catalogue.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="DistanceType">Its class.</param>
/// <param name="OptionsType">The record of its options.</param>
public sealed record DistanceEntry(string Name, Type DistanceType, Type OptionsType)
{
    internal Func<object, Distance> Factory { get; private init; } = null!;

    internal static DistanceEntry Of<TOptions>(string name, Type type, Func<TOptions, Distance> create)
        where TOptions : class, new() => new(name, type, typeof(TOptions)) { Factory = options => create((TOptions)options) };
}
