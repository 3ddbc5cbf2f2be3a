using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>The split that the makers of a data set chose.</summary>
public static class OfficialSplit
{
    /// <summary>The official parts as they are.</summary>
    /// <param name="source">The data set's items.</param>
    /// <exception cref="ArgumentException">The training or the test part is empty.</exception>
    public static SplitPlan Plan(SplitSource source)
    {
        CheckParts(source);
        return new(source, SplitKind.Official, "official", Places(source, ItemPart.Train), Places(source, ItemPart.Validation), Places(source, ItemPart.Test));
    }

    /// <summary>The official parts, with a share of each class of the training part set aside to choose by.</summary>
    /// <remarks>
    /// Per class the number of items is the nearest whole number to its share, but at least one and not all; a class of one item stays in training,
    /// as do outliers. The draw does not depend on the order of the items.
    /// </remarks>
    /// <param name="source">The data set's items.</param>
    /// <param name="validationShare">The share of the training part, above 0 and below 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <exception cref="ArgumentException">
    /// The share is out of range, the training or the test part is empty, there is an official validation part already, or no class has two items.
    /// </exception>
    public static SplitPlan PlanWithValidation(SplitSource source, double validationShare, int seed)
    {
        CheckParts(source);
        if (!(validationShare > 0 && validationShare < 1))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Expected a validation share above 0 and below 1, found {validationShare}."), nameof(validationShare));
        }

        int official = Places(source, ItemPart.Validation).Length;
        if (official > 0)
        {
            throw new ArgumentException(
                $"Expected no official validation part of {source.Dataset} where a share of training is to become one, found {official} items.", nameof(source));
        }

        int[] learned = Places(source, ItemPart.Train);
        var shares = new SplitShares(1 - validationShare, validationShare, 0);
        var draw = new StratifiedDraw(ClassItems.ByName(source, learned), shares, seed);
        int[] outliers = [.. ClassItems.Outliers(source, learned)];
        if (draw[ItemPart.Validation].Count == 0)
        {
            throw new ArgumentException(
                $"Expected a class of two or more items in the training part of {source.Dataset}, found {learned.Length} items in {draw[ItemPart.Train].Count} classes and {outliers.Length} outliers.",
                nameof(source));
        }

        return new(
            source,
            SplitKind.Official,
            string.Create(CultureInfo.InvariantCulture, $"official-validation-{validationShare}-seed-{seed}"),
            ClassItems.Rising(draw[ItemPart.Train].Concat(outliers)),
            ClassItems.Rising(draw[ItemPart.Validation]),
            Places(source, ItemPart.Test))
        {
            Seed = seed,
            Shares = shares,
            Notes = [.. draw.Notes(), .. ClassItems.OutlierNote(outliers.Length)],
        };
    }

    private static int[] Places(SplitSource source, ItemPart part) => [.. Enumerable.Range(0, source.Count).Where(place => source.Parts[place] == part)];

    private static void CheckParts(SplitSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] counts = [.. Enum.GetValues<ItemPart>().Select(part => source.Parts.Count(found => found == part))];
        if (counts[(int)ItemPart.Train] == 0 || counts[(int)ItemPart.Test] == 0)
        {
            throw new ArgumentException(
                $"Expected an official training part and an official test part of {source.Dataset}, found {counts[0]} items to train on, {counts[1]} to choose by and {counts[2]} to test on; a closed-set or class-disjoint split needs no official parts.",
                nameof(source));
        }
    }
}
