using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Studies;

/// <summary>A study that is ready to run: its file, and what its data sets turned out to be. The study folder's <c>study.json</c>.</summary>
public sealed record StudySpec
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-study-spec/1";

    /// <summary>The study, in its quick form where that was asked for.</summary>
    public required StudyFile File { get; init; }

    /// <summary>Whether it is the quick form.</summary>
    public required bool IsQuick { get; init; }

    /// <summary>The data sets that were found, in the study's order.</summary>
    public required IReadOnlyList<ResolvedDataset> Datasets { get; init; }

    /// <summary>The data sets that were not, with the reason and how to get them.</summary>
    public required IReadOnlyList<SkippedDataset> Skipped { get; init; }
}

/// <summary>A data set of a study as it was found.</summary>
public sealed record ResolvedDataset
{
    /// <summary>The data set's name in the study.</summary>
    public required string Name { get; init; }

    /// <summary>What a reader needs to know of it.</summary>
    public required DatasetFacts Facts { get; init; }

    /// <summary>Whether no class is both trained on and tested on.</summary>
    public required bool IsClassDisjoint { get; init; }

    /// <summary>The items of final trainings.</summary>
    public required UnitItems Items { get; init; }

    /// <summary>
    /// The comparison of all arms as they are: one experiment, all seeds. Units have one arm and one seed of it; its hash is that of the whole data set's items, and each
    /// fold and each part set aside has its own in <see cref="Parts"/>.
    /// </summary>
    public required ComparisonSpec Run { get; init; }

    /// <summary>The other divisions of the items that units work on.</summary>
    public required IReadOnlyList<ResolvedPart> Parts { get; init; }
}

/// <summary>A division of a data set's items.</summary>
/// <param name="Items">Which items.</param>
/// <param name="Sha256">The SHA-256 of their values and labels.</param>
/// <param name="Split">How they were divided.</param>
/// <param name="TrainItems">How many are trained on.</param>
public sealed record ResolvedPart(UnitItems Items, string Sha256, SplitSpec? Split, int TrainItems);

/// <summary>A data set that was not found.</summary>
/// <param name="Name">Its name in the study.</param>
/// <param name="Reason">What is missing and how to get it.</param>
public sealed record SkippedDataset(string Name, string Reason);
