using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>A split in which every class is learnt and tested, in the same shares.</summary>
public static class ClosedSetSplit
{
    /// <summary>Divides each class by the shares, whatever the official parts are.</summary>
    /// <remarks>
    /// <para>Per class, shares become whole numbers by largest remainder: each part gets the whole number below its exact share, and what is left goes
    /// to the largest fractions (ties by lot). A part whose share is above 0 gets at least one item of a class that has enough of them, taken from the
    /// part farthest above its exact share. So a class with an exact share of one item or more for every part is within one item of each.</para>
    /// <para>A class of one item goes to training; one of two items, with three parts wanted, to training and test. Outliers go to training.</para>
    /// <para>The draw depends on the seed and the items' names, not on their order; each class draws on its own.</para>
    /// </remarks>
    /// <param name="source">The data set's items.</param>
    /// <param name="shares">The shares, with one above 0 for the test part.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <exception cref="ArgumentException">No share is left to test on, or no class has two items.</exception>
    public static SplitPlan Plan(SplitSource source, SplitShares shares, int seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Test <= 0)
        {
            throw new ArgumentException($"Expected a share above 0 to test on, found {shares}.", nameof(shares));
        }

        int[] all = [.. Enumerable.Range(0, source.Count)];
        SortedDictionary<int, int[]> classes = ClassItems.ByName(source, all);
        var draw = new StratifiedDraw(classes, shares, seed);
        int[] outliers = [.. ClassItems.Outliers(source, all)];
        if (draw[ItemPart.Test].Count == 0)
        {
            throw new ArgumentException(
                $"Expected a class of two or more items in {source.Dataset}, found {source.Count} items in {classes.Count} classes and {outliers.Length} outliers.",
                nameof(source));
        }

        return new(
            source,
            SplitKind.ClosedSet,
            string.Create(CultureInfo.InvariantCulture, $"closed-set-{shares}-seed-{seed}"),
            ClassItems.Rising(draw[ItemPart.Train].Concat(outliers)),
            ClassItems.Rising(draw[ItemPart.Validation]),
            ClassItems.Rising(draw[ItemPart.Test]))
        {
            Seed = seed,
            Shares = shares,
            Notes = [.. draw.Notes(), .. ClassItems.OutlierNote(outliers.Length)],
        };
    }
}
