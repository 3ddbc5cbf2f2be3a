namespace DeepMetric.Losses;

/// <summary>What a loss in the catalogue is created for.</summary>
/// <param name="Form">The form, for the losses that are in use in several.</param>
/// <param name="Dimensions">Classes and embedding size, for the losses that learn weights; null where they are not known.</param>
public sealed record LossSetting(LossForm Form, LossDimensions? Dimensions = null)
{
    /// <summary>The dimensions.</summary>
    /// <exception cref="ArgumentException">They are not known.</exception>
    internal LossDimensions Required => Dimensions ?? throw new ArgumentException("Expected the number of classes and the embedding size, for a loss that learns weights; found neither.");
}

/// <summary>A loss of the catalogue.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="LossType">Its class.</param>
/// <param name="OptionsType">The record of its options.</param>
public sealed record LossEntry(string Name, Type LossType, Type OptionsType)
{
    /// <summary>Whether it has to know the classes and the embedding size first.</summary>
    public bool NeedsDimensions { get; private init; }

    /// <summary>The option that the word <c>margin</c> stands for, in JSON's spelling; null for none.</summary>
    public string? MarginOption { get; init; }

    /// <summary>What one term is, read without creating a tensor; set where the class declares no <c>Unit</c> (of a loss that learns weights it is a sample then). Null where it is not said.</summary>
    public TermUnit? Unit
    {
        get => field ?? LossPrototype.UnitOf(this);
        init;
    }

    /// <summary>The traits of the loss, read without creating a tensor.</summary>
    public LossTraits Traits => LossPrototype.TraitsOf(this);

    internal Func<LossSetting, object, MetricLoss> Factory { get; private init; } = null!;

    internal Func<LossForm, object> Defaults { get; private init; } = null!;

    /// <summary>A loss without weights.</summary>
    internal static LossEntry Of<TOptions>(string name, Type lossType, Func<TOptions, MetricLoss> create)
        where TOptions : class, new() => new(name, lossType, typeof(TOptions)) { Factory = (_, options) => create((TOptions)options), Defaults = _ => new TOptions() };

    /// <summary>A loss that is in use in several forms.</summary>
    internal static LossEntry InForms<TOptions>(string name, Type lossType, Func<LossForm, TOptions> defaults, Func<LossForm, TOptions, MetricLoss> create)
        where TOptions : class => new(name, lossType, typeof(TOptions)) { Factory = (setting, options) => create(setting.Form, (TOptions)options), Defaults = defaults };

    /// <summary>A loss that learns weights.</summary>
    internal static LossEntry WithWeights<TOptions>(string name, Type lossType, Func<LossDimensions, TOptions, MetricLoss> create)
        where TOptions : class, new() => new(name, lossType, typeof(TOptions))
        {
            NeedsDimensions = true,
            Factory = (setting, options) => create(setting.Required, (TOptions)options),
            Defaults = _ => new TOptions(),
        };
}
