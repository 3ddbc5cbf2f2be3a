using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Recommending;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Describes data before anything is trained on them.</summary>
public static class DataDescriber
{
    private const int MostLooked = 1000;
    private const int MostValues = 20_000_000;

    /// <summary>Counts classes and items, and looks for the nearest other items of some training items by raw values.</summary>
    /// <param name="data">The data.</param>
    public static DataDescription Describe(DatasetSplit data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] sizes = [.. data.Train.Labels.Where(label => label != LabeledSet.Outlier).CountBy(label => label).Select(entry => entry.Value).Order()];
        int[] looked = SomeOf(data.Train);
        LabeledSet some = data.Train.Subset(looked);
        (double otherNearest, double atRandom, int copies, int wrongCopies) = Neighbours(some);
        return new DataDescription
        {
            TrainItems = data.Train.Count,
            TestItems = data.Test.Count,
            TrainClasses = sizes.Length,
            TestClasses = data.Test.Labels.Where(label => label != LabeledSet.Outlier).Distinct().Count(),
            IsClassDisjoint = data.IsClassDisjoint,
            SmallestClass = sizes.FirstOrDefault(),
            MedianClass = sizes.Length == 0 ? 0 : (sizes[(sizes.Length - 1) / 2] + sizes[sizes.Length / 2]) / 2.0,
            LargestClass = sizes.LastOrDefault(),
            ItemShape = data.Train.ItemShape,
            HasLevels = data.Train.Levels is not null,
            Looked = some.Count,
            OtherLabelNearest = otherNearest,
            OtherLabelAtRandom = atRandom,
            Copies = copies,
            CopiesOfOtherLabel = wrongCopies,
        };
    }

    private static int[] SomeOf(LabeledSet set)
    {
        int[] places = [.. Enumerable.Range(0, set.Count).Where(item => set.Labels[item] != LabeledSet.Outlier)];
        new SeededRandom(SeededRandom.Derive(0, "items looked at")).Shuffle<int>(places);
        return [.. places.Take(Math.Clamp(MostValues / set.ItemSize, 2, MostLooked)).Order()];
    }

    private static (double OtherNearest, double AtRandom, int Copies, int WrongCopies) Neighbours(LabeledSet set)
    {
        if (set.Count < 2)
        {
            return (0, 0, 0, 0);
        }

        float[] values = set.Values;
        EmbeddingTable table = EmbeddingTable.FromFloats(values, set.ItemSize);
        NeighborTable nearest = NearestNeighbors.Find(table, table, 1, [.. Enumerable.Range(0, set.Count)]);
        int others = Enumerable.Range(0, set.Count).Count(item => set.Labels[nearest.Indices(item)[0]] != set.Labels[item]);
        double same = set.Labels.CountBy(label => label).Sum(entry => (double)entry.Value * (entry.Value - 1)) / ((double)set.Count * (set.Count - 1));
        ILookup<string, int> byContent = Enumerable.Range(0, set.Count).ToLookup(
            item => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan(item * set.ItemSize, set.ItemSize)))), item => set.Labels[item]);
        int[][] copied = [.. byContent.Select(group => group.ToArray()).Where(group => group.Length > 1)];
        return ((double)others / set.Count, 1 - same, copied.Sum(group => group.Length), copied.Where(group => group.Distinct().Count() > 1).Sum(group => group.Length));
    }
}
