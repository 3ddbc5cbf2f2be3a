namespace DeepMetric.Lab.Specs;

/// <summary>One set of runs of a comparison: every arm with every seed, under one form of the losses and one level of labels.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The name of the experiment that the table and the verdicts come from.</summary>
    public const string Main = "main";

    /// <summary>The name of the experiment that trains on coarse labels and evaluates on fine ones.</summary>
    public const string Fine = "fine";

    /// <summary>The name of the shorter experiment under the paper's form of the losses.</summary>
    public const string Paper = "paper";

    /// <summary>The name of the experiment that trains on coarse labels under the paper's form.</summary>
    public const string PaperFine = "paper-fine";

    /// <summary>The experiment's name: <see cref="Main"/>, <see cref="Fine"/>, <see cref="Paper"/> or <see cref="PaperFine"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The names of the arms that take part; null for all.</summary>
    public IReadOnlyList<string>? Arms { get; init; }

    /// <summary>The preset of the losses: <c>author-code</c>, <c>paper</c> or <c>pml</c>.</summary>
    public required string Form { get; init; }

    /// <summary>Whether the nets train on the coarse labels and are evaluated on the finer ones.</summary>
    public bool CoarseLabels { get; init; }

    /// <summary>Passes over the training items.</summary>
    public required int Epochs { get; init; }

    /// <summary>Whether an arm takes part.</summary>
    /// <param name="arm">The arm's name.</param>
    public bool Has(string arm) => Arms is null || Arms.Contains(arm);
}
