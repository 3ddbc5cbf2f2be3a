using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>A split that tests on classes that were never learnt.</summary>
public static class ClassDisjointSplit
{
    private const int HalvesStream = -1;
    private const int FoldsStream = -2;

    /// <summary>Trains on half of the classes and tests on the other half, whatever the official parts are.</summary>
    /// <remarks>
    /// Classes without items do not count; of an odd number, training gets one more. Without a seed the first half in label order is trained on,
    /// as the field does on CUB-200-2011 and Cars196 (Oh Song et al., CVPR 2016). Outliers go to training.
    /// </remarks>
    /// <param name="source">The data set's items.</param>
    /// <param name="seed">The seed that draws the half to train on; null for the first half in label order.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes with items.</exception>
    public static SplitPlan Halves(SplitSource source, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] all = [.. Enumerable.Range(0, source.Count)];
        int[] labels = ClassItems.Labels(source, all);
        if (labels.Length < 2)
        {
            throw new ArgumentException($"Expected two or more classes with items in {source.Dataset}, found {labels.Length} in {source.Count} items.", nameof(source));
        }

        Shuffle(labels, seed, HalvesStream);
        int[] tested = labels[((labels.Length + 1) / 2)..];
        bool[] isTested = Marks(source, tested);
        bool IsTested(int place) => source.Labels[place] != LabeledSet.Outlier && isTested[source.Labels[place]];
        return new(
            source,
            SplitKind.ClassDisjoint,
            Named("class-disjoint-halves", seed),
            [.. all.Where(place => !IsTested(place))],
            [],
            [.. all.Where(IsTested)])
        {
            Seed = seed,
            Notes = [.. ClassItems.OutlierNote(ClassItems.Outliers(source, all).Count())],
        };
    }

    /// <summary>Cross-validation by classes: in each plan another group of the training classes is chosen by, and the same classes are tested on.</summary>
    /// <remarks>
    /// <para>Of C training classes in label order, fold i of k has those from ⌊(i − 1)·C/k⌋ up to ⌊i·C/k⌋: sizes differ by at most one class. Outliers of the
    /// training part stay in training in every fold.</para>
    /// <para>Paper: Musgrave, Belongie &amp; Lim, "A Metric Learning Reality Check", ECCV 2020, §3: four folds in label order within the first half of the classes.</para>
    /// </remarks>
    /// <param name="source">The data set's items.</param>
    /// <param name="folds">The number of folds, k: from 2 to the number of training classes.</param>
    /// <param name="seed">The seed that draws the halves (where there is no basis) and the folds; null for label order.</param>
    /// <param name="basis">
    /// The plan whose training and validation items are divided into folds and whose test items stay, such as an official one; null for <see cref="Halves"/>.
    /// </param>
    /// <returns>The k plans, the first fold first.</returns>
    /// <exception cref="ArgumentException">The number of folds is out of range, or the basis belongs to another data set or tests a class that it trains on.</exception>
    public static IReadOnlyList<SplitPlan> Folds(SplitSource source, int folds, int? seed = null, SplitPlan? basis = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        string name = basis?.Name ?? "class-disjoint";
        basis ??= Halves(source, seed);
        SplitBinding.Check(source, basis, nameof(basis));
        int[] learned = ClassItems.Rising(basis.Train.Concat(basis.Validation));
        int[] labels = ClassItems.Labels(source, learned);
        int shared = labels.Intersect(ClassItems.Labels(source, basis.Test)).Count();
        if (shared > 0)
        {
            throw new ArgumentException(
                $"Expected a basis that tests none of its {labels.Length} training classes, found {SplitText.Count(shared, "class", "classes")} of {basis.Name} in both.", nameof(basis));
        }

        if (folds < 2 || folds > labels.Length)
        {
            throw new ArgumentException($"Expected from 2 folds to one for each of the {labels.Length} training classes of {source.Dataset}, found {folds}.", nameof(folds));
        }

        Shuffle(labels, seed, FoldsStream);
        string[] notes = [.. ClassItems.OutlierNote(ClassItems.Outliers(source, learned).Count())];
        return [.. Enumerable.Range(1, folds).Select(fold => Fold(fold))];

        SplitPlan Fold(int fold)
        {
            int from = (int)((long)(fold - 1) * labels.Length / folds);
            int to = (int)((long)fold * labels.Length / folds);
            bool[] isChosenBy = Marks(source, labels.AsSpan(from, to - from));
            bool IsChosenBy(int place) => source.Labels[place] != LabeledSet.Outlier && isChosenBy[source.Labels[place]];
            return new(
                source,
                SplitKind.ClassDisjoint,
                Named(string.Create(CultureInfo.InvariantCulture, $"{name}-fold-{fold}-of-{folds}"), seed),
                [.. learned.Where(place => !IsChosenBy(place))],
                [.. learned.Where(IsChosenBy)],
                basis.Test)
            {
                Seed = seed,
                Fold = fold,
                Folds = folds,
                Notes = notes,
            };
        }
    }

    private static void Shuffle(int[] labels, int? seed, int stream)
    {
        if (seed is int value)
        {
            new SeededRandom(value, stream).Shuffle<int>(labels);
        }
    }

    private static bool[] Marks(SplitSource source, ReadOnlySpan<int> labels)
    {
        var marks = new bool[source.ClassNames.Count];
        foreach (int label in labels)
        {
            marks[label] = true;
        }

        return marks;
    }

    private static string Named(string name, int? seed) => seed is int value ? string.Create(CultureInfo.InvariantCulture, $"{name}-seed-{value}") : name;
}
