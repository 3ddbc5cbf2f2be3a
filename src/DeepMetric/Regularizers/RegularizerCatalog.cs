namespace DeepMetric.Regularizers;

/// <summary>The regularizers by name.</summary>
public static class RegularizerCatalog
{
    /// <summary>All regularizers, in the order to show them.</summary>
    public static IReadOnlyList<RegularizerEntry> Entries { get; } =
    [
        RegularizerEntry.Of("lp", options => new LpRegularizer(options["p"], options["power"]), ("p", 2), ("power", 1)),
        RegularizerEntry.Of("center-invariant", options => new CenterInvariantRegularizer(options["p"]), ("p", 2)),
        RegularizerEntry.Of("regular-face", _ => new RegularFaceRegularizer()),
        RegularizerEntry.Of(
            "sparse-centers",
            options => new SparseCentersRegularizer(Whole(options, "classes"), Whole(options, "centersPerClass")),
            ("classes", double.NaN),
            ("centersPerClass", 10)),
        RegularizerEntry.Of("zero-mean", _ => new ZeroMeanRegularizer()),
        RegularizerEntry.Of("spherical-embedding", _ => new SphericalEmbeddingRegularizer()),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static RegularizerEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the regularizers {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>Creates a regularizer.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="options">Options that differ from the defaults.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, or a value does not fit.</exception>
    public static Regularizer Create(string name, IReadOnlyDictionary<string, double>? options = null)
    {
        RegularizerEntry entry = Find(name);
        Dictionary<string, double> merged = new(entry.Defaults);
        foreach ((string option, double value) in options ?? new Dictionary<string, double>())
        {
            if (!merged.ContainsKey(option))
            {
                string known = entry.Defaults.Count == 0 ? "it has none" : string.Join(", ", entry.Defaults.Keys);
                throw new ArgumentException($"Expected an option of {name} ({known}), found '{option}'.", nameof(options));
            }

            merged[option] = value;
        }

        foreach ((string option, double value) in merged)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"Expected a finite number for {option} of {name}, found {(double.IsNaN(value) ? "none" : value)}.", nameof(options));
            }
        }

        return entry.Factory(merged);
    }

    private static int Whole(IReadOnlyDictionary<string, double> options, string name) => options[name] == Math.Floor(options[name]) && Math.Abs(options[name]) <= int.MaxValue
        ? (int)options[name]
        : throw new ArgumentException($"Expected a whole number for {name}, found {options[name]}.", nameof(options));
}
