using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>A split that was saved.</summary>
internal sealed record SavedSplit
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>What records call the split.</summary>
    public required string Name { get; init; }

    /// <summary>How items were divided.</summary>
    public required string Kind { get; init; }

    /// <summary>The SHA-256 of which item is in which part.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What lies in each part.</summary>
    public required IReadOnlyList<PartFacts> Parts { get; init; }

    /// <summary>The items in no part.</summary>
    public required int Unassigned { get; init; }

    /// <summary>The test items whose content is in training too; those that were taken out are among them.</summary>
    public required int Duplicates { get; init; }

    /// <summary>The test items that were taken out.</summary>
    public required int Dropped { get; init; }

    /// <summary>The test classes that are in training too.</summary>
    public required int SharedClasses { get; init; }

    /// <summary>Whether a comparison on the file has to allow what was found.</summary>
    public required bool NeedsLeaksAllowed { get; init; }

    /// <summary>What the comparison of test and training found, in words.</summary>
    public required string Finding { get; init; }

    /// <summary>What a reader of results should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Describes a plan.</summary>
    /// <param name="file">Where it was saved.</param>
    /// <param name="found">The plan and what was found.</param>
    /// <param name="source">The items.</param>
    public static SavedSplit Of(string file, CheckedPlan found, SplitSource source)
    {
        SplitPlan plan = found.Plan;
        (string Name, int[] Places)[] parts = [("train", plan.Train), ("validation", plan.Validation), ("test", plan.Test)];

        // A table does not say that its split is official, which is what lets one with duplicates pass.
        bool isOfficial = plan.Kind == SplitKind.Official && !IsTable(file);
        return new SavedSplit
        {
            File = file,
            Name = plan.Name,
            Kind = SplitKinds.NameOf(plan.Kind),
            Sha256 = plan.Sha256,
            Parts = [.. parts.Where(part => part.Places.Length > 0).Select(part => PartFacts.Of(part.Name, [.. part.Places.Select(place => source.Labels[place])]))],
            Unassigned = plan.UnassignedCount,
            Duplicates = found.Report.Duplicates.Count,
            Dropped = found.Dropped,
            SharedClasses = found.Report.SharedClasses.Count,
            NeedsLeaksAllowed = found.IsTolerated && !isOfficial,
            Finding = found.Finding ?? found.Report.Message,
            Notes = plan.Notes,
        };
    }

    /// <summary>Whether a file is written as a table.</summary>
    /// <param name="file">Its name.</param>
    public static bool IsTable(string file) => Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase);
}
