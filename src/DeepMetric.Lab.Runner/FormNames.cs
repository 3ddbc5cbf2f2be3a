using DeepMetric.Losses;

namespace DeepMetric.Lab.Runner;

/// <summary>The names of the losses' forms in specifications.</summary>
public static class FormNames
{
    /// <summary><see cref="LossForm.AuthorCode"/>.</summary>
    public const string AuthorCode = "author-code";

    /// <summary><see cref="LossForm.Paper"/>.</summary>
    public const string Paper = "paper";

    /// <summary><see cref="LossForm.Pml"/>.</summary>
    public const string Pml = "pml";

    /// <summary>The form of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static LossForm Parse(string name) => name switch
    {
        AuthorCode => LossForm.AuthorCode,
        Paper => LossForm.Paper,
        Pml => LossForm.Pml,
        _ => throw new ArgumentException($"Expected one of the forms {AuthorCode}, {Paper}, {Pml}, found '{name}'.", nameof(name)),
    };
}
