namespace DeepMetric.Regularizers;

/// <summary>A regularizer of the catalogue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RegularizerType">Its class.</param>
/// <param name="Defaults">Its options with their defaults, by name; NaN for one that has to be given.</param>
public sealed record RegularizerEntry(string Name, Type RegularizerType, IReadOnlyDictionary<string, double> Defaults)
{
    internal Func<IReadOnlyDictionary<string, double>, Regularizer> Factory { get; private init; } = null!;

    internal static RegularizerEntry Of<T>(string name, Func<IReadOnlyDictionary<string, double>, T> create, params ReadOnlySpan<(string Name, double Default)> options)
        where T : Regularizer
    {
        Dictionary<string, double> defaults = [];
        foreach ((string option, double value) in options)
        {
            defaults.Add(option, value);
        }

        return new RegularizerEntry(name, typeof(T), defaults) { Factory = create };
    }
}
