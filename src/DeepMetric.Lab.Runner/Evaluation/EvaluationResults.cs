using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>What came of an evaluation.</summary>
/// <remarks>It names no time, so that equal evaluations give equal files.</remarks>
public sealed record EvaluationResults
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-evaluation/1";

    /// <summary>The model; null where a file was judged.</summary>
    public ModelFacts? Model { get; init; }

    /// <summary>The file of embeddings; null where a model was judged.</summary>
    public string? Embeddings { get; init; }

    /// <summary>The data set, or the name of the file.</summary>
    public required string Dataset { get; init; }

    /// <summary>The part that was judged; null for a whole file.</summary>
    public string? Part { get; init; }

    /// <summary>The split that the part is of; null for the parts that the set comes in.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>Items with a class.</summary>
    public required int Items { get; init; }

    /// <summary>Items without a class, which take no part.</summary>
    public required int Outliers { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Numbers of each embedding.</summary>
    public required int Dimension { get; init; }

    /// <summary>What queries search: <c>others</c>, <c>gallery</c> or <c>reference</c>.</summary>
    public required string Searched { get; init; }

    /// <summary>Items that can be found.</summary>
    public required int SearchedItems { get; init; }

    /// <summary>Queries that were judged.</summary>
    public required int Queries { get; init; }

    /// <summary>Queries that were left out, as nothing else is of their class.</summary>
    public required int QueriesLeftOut { get; init; }

    /// <summary>What classifiers were trained on: <c>train</c> or a file; null where there are none.</summary>
    public string? Reference { get; init; }

    /// <summary>The numbers, by id; one that is not defined is left out.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>The cumulative match curve: entry k − 1 is Recall@k.</summary>
    public required IReadOnlyList<double> CumulativeMatch { get; init; }

    /// <summary>How many pairs thresholds were judged by; null where there are none of one class.</summary>
    public PairCounts? Pairs { get; init; }

    /// <summary>What intervals were drawn over; null without any.</summary>
    public BootstrapUnit? IntervalUnit { get; init; }

    /// <summary>95 % intervals of retrieval and classification numbers, by id; null without any.</summary>
    public IReadOnlyDictionary<string, NumberInterval>? Intervals { get; init; }

    /// <summary>The same numbers of the raw input; null where it was left out.</summary>
    public IReadOnlyDictionary<string, double>? RawInput { get; init; }

    /// <summary>The ids of numbers that the raw input comes within 0.02 of.</summary>
    public IReadOnlyList<string> AtCeiling { get; init; } = [];

    /// <summary>Every class, the worst first; null where that was not asked for.</summary>
    public IReadOnlyList<ClassNumbers>? PerClass { get; init; }

    /// <summary>What casts doubt on the numbers.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What a reader should know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
