using System.Security.Cryptography;
using System.Text.Json;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Studies;

/// <summary>What a unit of a study does.</summary>
public enum UnitKind
{
    /// <summary>Trains a net and evaluates it.</summary>
    Training,

    /// <summary>Evaluates the raw input and the untrained nets.</summary>
    Baseline,

    /// <summary>Evaluates the embeddings of several folds, laid side by side.</summary>
    Concatenation,
}

/// <summary>Everything that decides the numbers of one unit of a study: the same specification is the same unit, and is computed once.</summary>
public sealed record UnitSpec
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-unit/1";

    /// <summary>What it does.</summary>
    public required UnitKind Kind { get; init; }

    /// <summary>Which items there are.</summary>
    public required UnitItems Items { get; init; }

    /// <summary>The training: one experiment, one arm and one seed. Of a baseline all seeds and no arm.</summary>
    public required ComparisonSpec Run { get; init; }

    /// <summary>Steps after which training ends; null for all steps of its epochs.</summary>
    public int? Steps { get; init; }

    /// <summary>Whether the embeddings of the test items are kept, for a concatenation.</summary>
    public bool KeepEmbeddings { get; init; }

    /// <summary>The units whose embeddings are concatenated.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The first 20 hexadecimal digits of the SHA-256 of this specification as one line of JSON.</summary>
    public string ComputeId() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, LabJson.Line)))[..20];
}

/// <summary>The items of a unit.</summary>
public sealed record UnitItems
{
    /// <summary>The data set's name in the catalogue, or a path.</summary>
    public required string Data { get; init; }

    /// <summary>How items are divided; null for what the field does with the data set.</summary>
    public string? Split { get; init; }

    /// <summary>At most so many training items; null for all.</summary>
    public int? TrainItems { get; init; }

    /// <summary>At most so many test items; null for all.</summary>
    public int? TestItems { get; init; }

    /// <summary>Pixels of each side; null for the data set's usual size.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Into how many folds the training classes are divided; null for none.</summary>
    public int? Folds { get; init; }

    /// <summary>The fold that is left out of training, from 1; null for none.</summary>
    public int? Fold { get; init; }

    /// <summary>The share of training items or classes that is set aside; 0 for none.</summary>
    public double ValidationShare { get; init; }

    /// <summary>Whether it is evaluated on what is set aside, and never sees a test item.</summary>
    public bool OnValidation { get; init; }
}
