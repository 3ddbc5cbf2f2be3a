using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Makes sources of a few classes of any size, their items in any order.</summary>
internal static class SplitSources
{
    /// <summary>One to twelve classes of 0 to 30 items, some outliers, any official parts, in a random order.</summary>
    public static readonly Gen<SplitSource> Any =
        from sizes in Gen.Int[0, 30].Array[1, 12]
        from outliers in Gen.Int[0, 4]
        from order in Gen.Int
        from parts in Gen.Int[0, 5].Array[(12 * 30) + 4]
        select Make(sizes, outliers, order, parts);

    /// <summary>Two to twelve classes of 1 to 20 items.</summary>
    public static readonly Gen<SplitSource> Full =
        from sizes in Gen.Int[1, 20].Array[2, 12]
        from outliers in Gen.Int[0, 3]
        from order in Gen.Int
        from parts in Gen.Int[0, 5].Array[(12 * 20) + 3]
        select Make(sizes, outliers, order, parts);

    public static SplitSource Make(int[] sizes, int outliers = 0, int order = 0, int[]? parts = null)
    {
        List<(string Name, int Label)> items = [];
        for (int label = 0; label < sizes.Length; label++)
        {
            items.AddRange(Enumerable.Range(0, sizes[label]).Select(i => ($"c{label}/é {i}, \"x\".png", label)));
        }

        items.AddRange(Enumerable.Range(0, outliers).Select(i => ($"none/{i}.png", -1)));
        (string Name, int Label)[] shuffled = [.. items];
        new SeededRandom(order).Shuffle<(string, int)>(shuffled);
        // 0 to 2 train, 3 validation, 4 and 5 test.
        ItemPart[] official = [.. shuffled.Select((_, i) => parts is null ? ItemPart.Train : parts[i] < 3 ? ItemPart.Train : parts[i] == 3 ? ItemPart.Validation : ItemPart.Test)];
        return new("made", [.. shuffled.Select(item => item.Name)], [.. shuffled.Select(item => item.Label)], official, [.. sizes.Select((_, i) => $"class {i}")]);
    }

    /// <summary>The same items in another order.</summary>
    public static SplitSource Permute(SplitSource source, int seed)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new SeededRandom(seed, 7).Shuffle<int>(order);
        return new(
            source.Dataset,
            [.. order.Select(i => source.ItemNames[i])],
            [.. order.Select(i => source.Labels[i])],
            [.. order.Select(i => source.Parts[i])],
            source.ClassNames)
        {
            ContentHash = source.ContentHash,
        };
    }

    public static string[] Names(SplitSource source, int[] places) => [.. places.Select(place => source.ItemNames[place]).Order(StringComparer.Ordinal)];

    public static HashSet<int> Classes(SplitSource source, int[] places) => [.. places.Select(place => source.Labels[place]).Where(label => label >= 0)];

    public static bool Covers(SplitPlan plan) =>
        plan.Train.Concat(plan.Validation).Concat(plan.Test).Order().SequenceEqual(Enumerable.Range(0, plan.ItemCount)) && plan.UnassignedCount == 0;

    public static bool SaysTheSame(SplitSource one, SplitPlan first, SplitSource other, SplitPlan second) =>
        first.Sha256 == second.Sha256
        && first.Name == second.Name
        && first.Notes.SequenceEqual(second.Notes)
        && Names(one, first.Train).SequenceEqual(Names(other, second.Train))
        && Names(one, first.Validation).SequenceEqual(Names(other, second.Validation))
        && Names(one, first.Test).SequenceEqual(Names(other, second.Test));
}
