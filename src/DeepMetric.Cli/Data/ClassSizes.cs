namespace DeepMetric.Cli.Data;

/// <summary>How many items classes have.</summary>
/// <param name="Smallest">The fewest items of a class.</param>
/// <param name="Median">The median over the classes.</param>
/// <param name="Largest">The most items of a class.</param>
internal sealed record ClassSizes(int Smallest, double Median, int Largest)
{
    /// <summary>Counts the items of each class that has any; null where none has.</summary>
    /// <param name="labels">The class of each item; below 0 for an outlier.</param>
    public static ClassSizes? Of(IEnumerable<int> labels)
    {
        int[] counts = [.. labels.Where(label => label >= 0).CountBy(label => label).Select(entry => entry.Value).Order()];
        return counts.Length == 0 ? null : new(counts[0], (counts[(counts.Length - 1) / 2] + counts[counts.Length / 2]) / 2.0, counts[^1]);
    }
}
