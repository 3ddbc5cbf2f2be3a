using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Studies;

/// <summary>Tells what differs between two studies.</summary>
public static class StudyDifferences
{
    /// <summary>The differences, a sentence each: of the specifications, of units that one lacks, and of every number, to the last bit.</summary>
    /// <param name="first">The files of a study.</param>
    /// <param name="second">The files of another.</param>
    public static IReadOnlyList<string> Between(StudyLayout first, StudyLayout second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var differences = new List<string>(SpecDifferences.Between(first.ReadSpec(), second.ReadSpec()).Select(difference => $"study.json: {difference}"));
        string[] firstUnits = UnitsOf(first);
        string[] secondUnits = UnitsOf(second);
        differences.AddRange(firstUnits.Except(secondUnits).Select(unit => $"unit {unit} is finished in '{first.Folder}' alone"));
        differences.AddRange(secondUnits.Except(firstUnits).Select(unit => $"unit {unit} is finished in '{second.Folder}' alone"));
        differences.AddRange(from unit in firstUnits.Intersect(secondUnits)
                             from difference in SpecDifferences.Between(first.ReadOutcome(unit)!, second.ReadOutcome(unit)!)
                             select $"unit {unit}: {difference}");
        return differences;
    }

    private static string[] UnitsOf(StudyLayout layout) => Directory.Exists(layout.UnitsFolder)
        ? [.. Directory.EnumerateDirectories(layout.UnitsFolder).Select(folder => Path.GetFileName(folder)).Where(unit => File.Exists(layout.OutcomePath(unit))).Order(StringComparer.Ordinal)]
        : [];
}
