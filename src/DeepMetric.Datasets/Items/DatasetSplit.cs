namespace DeepMetric.Datasets;

/// <summary>A data set, split into items to train on and items to test on, with what a record of a run must say about it.</summary>
public sealed record DatasetSplit
{
    /// <summary>Joins the two parts.</summary>
    /// <param name="name">The name of the data set, as the catalog knows it.</param>
    /// <param name="train">The items to train on.</param>
    /// <param name="test">The items to test on, of the same shape.</param>
    /// <param name="classNames">The name of each class; its place is its label.</param>
    /// <param name="source">Where the data come from, with the attribution their licence asks for.</param>
    /// <param name="licence">The licence of the data.</param>
    /// <param name="isImage">Whether items are images, <c>[channels, rows, columns]</c>.</param>
    /// <param name="notes">What a reader of results should know, a sentence each.</param>
    /// <exception cref="ArgumentException">The parts differ in shape, a label has no name, or images are not of three dimensions.</exception>
    public DatasetSplit(
        string name,
        LabeledSet train,
        LabeledSet test,
        IReadOnlyList<string> classNames,
        string source,
        string licence,
        bool isImage,
        IReadOnlyList<string>? notes = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(licence);
        string shape = $"[{string.Join(", ", train.ItemShape)}]";
        if (!train.ItemShape.SequenceEqual(test.ItemShape))
        {
            throw new ArgumentException($"Expected test items of the training items' shape {shape}, found [{string.Join(", ", test.ItemShape)}].", nameof(test));
        }

        if (isImage && train.ItemShape.Length != 3)
        {
            throw new ArgumentException($"Expected images of shape [channels, rows, columns], found {shape}.", nameof(train));
        }

        int largest = train.Labels.Concat(test.Labels).DefaultIfEmpty(LabeledSet.Outlier).Max();
        if (largest >= classNames.Count)
        {
            throw new ArgumentException($"Expected a name for each label up to {largest}, found {classNames.Count} names.", nameof(classNames));
        }

        Name = name;
        Train = train;
        Test = test;
        ClassNames = classNames;
        Source = source;
        Licence = licence;
        IsImage = isImage;
        Notes = notes ?? [];
    }

    /// <summary>The name of the data set, as the catalog knows it.</summary>
    public string Name { get; }

    /// <summary>The items to train on.</summary>
    public LabeledSet Train { get; }

    /// <summary>The items to test on.</summary>
    public LabeledSet Test { get; }

    /// <summary>The name of each class of <see cref="LabeledSet.Labels"/>; its place is its label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Where the data come from, with the attribution their licence asks for.</summary>
    public string Source { get; }

    /// <summary>The licence of the data.</summary>
    public string Licence { get; }

    /// <summary>Whether items are images, <c>[channels, rows, columns]</c>.</summary>
    public bool IsImage { get; }

    /// <summary>What a reader of results should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The items to choose by, to stop early or compare settings; null where none are set aside.</summary>
    public LabeledSet? Validation { get; init; }

    /// <summary>How the items were divided; null for the parts that the set comes in.</summary>
    public SplitPlan? Plan { get; init; }

    /// <summary>What the split was asked for as; null for the parts that the set comes in.</summary>
    public SplitChoice? Choice { get; init; }

    /// <summary>How images are read from files; null for values that are in memory.</summary>
    public ImagePreparation? Preparation { get; init; }

    /// <summary>How images are varied in training; null for values that are in memory.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Whether no class is in both parts, so that nothing about the test classes can be learnt by classifying.</summary>
    public bool IsClassDisjoint => !Train.Labels.Intersect(Test.Labels).Any(label => label != LabeledSet.Outlier);

    /// <summary>The same data set with other values for its items, such as features; they are no images any more.</summary>
    /// <param name="change">Gives a part with other values.</param>
    public DatasetSplit WithItems(Func<LabeledSet, LabeledSet> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(Name, change(Train), change(Test), ClassNames, Source, Licence, isImage: false, Notes)
        {
            Validation = Validation is null ? null : change(Validation),
            Plan = Plan,
            Choice = Choice,
        };
    }

    /// <summary>The SHA-256 of the contents of both parts: of their two hashes, as text, a line each.</summary>
    /// <remarks>It reads every value once: about a second for all of MNIST. Items to choose by count where there are any.</remarks>
    public string ComputeContentHash() =>
        ContentHash.OfAll([Train.ComputeContentHash(), .. Validation is null ? Array.Empty<string>() : [Validation.ComputeContentHash()], Test.ComputeContentHash()]);
}
