namespace DeepMetric.Cli.Explaining;

/// <summary>Something of the library that has a name, and what its documentation says of it. Code in texts stands between back-ticks.</summary>
internal sealed record CatalogItem
{
    /// <summary>What it is, such as <c>loss</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name, as on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Its class.</summary>
    public required string Class { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The formula.</summary>
    public string? Formula { get; init; }

    /// <summary>When to use it.</summary>
    public string? When { get; init; }

    /// <summary>What it costs.</summary>
    public string? Cost { get; init; }

    /// <summary>Where it comes from.</summary>
    public string? Paper { get; init; }

    /// <summary>In what it differs from the paper.</summary>
    public string? Differences { get; init; }

    /// <summary>What else is said of it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What one term of a loss is: pair, triplet or sample; else null.</summary>
    public string? Term { get; init; }

    /// <summary>Whether a loss learns weights, and so has to know the classes and the embedding size.</summary>
    public bool LearnsWeights { get; init; }

    /// <summary>What it is put together from by default, such as the distance and the reducer of a loss.</summary>
    public IReadOnlyList<PartFacts> Parts => field ??= ReadParts();

    /// <summary>Reads what it is put together from.</summary>
    public Func<IReadOnlyList<PartFacts>> ReadParts { private get; init; } = () => [];

    /// <summary>What can be set; read when it is asked for.</summary>
    public IReadOnlyList<OptionFacts> Options => field ??= ReadOptions();

    /// <summary>Reads what can be set.</summary>
    public Func<IReadOnlyList<OptionFacts>> ReadOptions { private get; init; } = () => [];

    /// <summary>The traits of a loss.</summary>
    public IReadOnlyList<TraitFacts> Traits { get; init; } = [];
}

/// <summary>A part that can be exchanged.</summary>
/// <param name="Name">Its name, such as <c>distance</c>.</param>
/// <param name="Text">What is said of it.</param>
internal sealed record PartFacts(string Name, string Text);

/// <summary>Something that can be set.</summary>
internal sealed record OptionFacts
{
    /// <summary>Its name, as in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>What it takes, in words.</summary>
    public required string Type { get; init; }

    /// <summary>The value where none is given; null where one has to be.</summary>
    public string? Default { get; init; }

    /// <summary>The values in the forms of the loss in which it is another one.</summary>
    public IReadOnlyDictionary<string, string> InForms { get; init; } = new Dictionary<string, string>();

    /// <summary>What values are allowed; null for all.</summary>
    public string? Range { get; init; }

    /// <summary>What it does.</summary>
    public required string Summary { get; init; }
}

/// <summary>A trait of a loss.</summary>
/// <param name="Name">Its name, such as <c>stateful</c>.</param>
/// <param name="Why">What it says.</param>
/// <param name="Excepts">The laws that do not hold because of it.</param>
internal sealed record TraitFacts(string Name, string Why, IReadOnlyList<string> Excepts);
