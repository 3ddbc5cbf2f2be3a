namespace DeepMetric.Datasets;

/// <summary>Which items of a data set are trained on, chosen by and tested on, and how that came about.</summary>
/// <remarks>
/// Places count from 0 in the <see cref="SplitSource"/> that the plan was made from and rise. The arrays are handed out as they are,
/// and nobody writes to them. Two plans are equal when everything they say is equal, item by item.
/// </remarks>
public sealed record SplitPlan
{
    /// <summary>Joins the parts.</summary>
    /// <param name="source">The data set's items.</param>
    /// <param name="kind">How the items were divided.</param>
    /// <param name="name">What records call this split, such as <c>class-disjoint-halves</c>.</param>
    /// <param name="train">The places of the items to train on, rising.</param>
    /// <param name="validation">The places of the items to choose by, rising.</param>
    /// <param name="test">The places of the items to test on, rising.</param>
    /// <exception cref="ArgumentException">A place lies outside the source, is out of order, or stands in two parts.</exception>
    public SplitPlan(SplitSource source, SplitKind kind, string name, int[] train, int[] validation, int[] test)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(test);
        if (!SplitText.IsSound(name))
        {
            throw new ArgumentException($"Expected a name of sound text, found {SplitText.Quote(name)}.", nameof(name));
        }

        _ = SplitKinds.NameOf(kind);
        var taken = new bool[source.Count];
        Take(taken, train, nameof(train));
        Take(taken, validation, nameof(validation));
        Take(taken, test, nameof(test));
        Dataset = source.Dataset;
        ItemCount = source.Count;
        Kind = kind;
        Name = name;
        Train = train;
        Validation = validation;
        Test = test;
        Sha256 = SplitFingerprint.Of(source, train, validation, test);
    }

    /// <summary>The name of the data set.</summary>
    public string Dataset { get; }

    /// <summary>How the items were divided.</summary>
    public SplitKind Kind { get; }

    /// <summary>What records call this split, such as <c>class-disjoint-fold-2-of-4-seed-1</c>.</summary>
    public string Name { get; }

    /// <summary>The seed of its draws; null where nothing was drawn.</summary>
    public int? Seed { get; init; }

    /// <summary>Which of several folds this is, from 1; null where there are none.</summary>
    public int? Fold { get; init; }

    /// <summary>How many folds there are; null where there are none.</summary>
    public int? Folds { get; init; }

    /// <summary>The shares that were asked for; null where none were.</summary>
    public SplitShares? Shares { get; init; }

    /// <summary>What a reader of results should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The places of the items to train on.</summary>
    public int[] Train { get; }

    /// <summary>The places of the items to choose by.</summary>
    public int[] Validation { get; }

    /// <summary>The places of the items to test on.</summary>
    public int[] Test { get; }

    /// <summary>The number of items of the data set.</summary>
    public int ItemCount { get; }

    /// <summary>The number of items that are in no part.</summary>
    public int UnassignedCount => ItemCount - Train.Length - Validation.Length - Test.Length;

    /// <summary>The SHA-256 of the data set's name and the items' names by part, in lower-case hexadecimal digits.</summary>
    /// <remarks>
    /// Hashed in this order: the data set's name, then for training, validation and test the number of items (4 bytes, lowest first) and their names,
    /// sorted by UTF-16 code unit. Each name is hashed as its length in bytes (4 bytes, lowest first) and its UTF-8 bytes.
    /// So it is the same for the same items in another order.
    /// </remarks>
    public string Sha256 { get; }

    /// <summary>Whether both plans say the same.</summary>
    /// <param name="other">Another plan.</param>
    public bool Equals(SplitPlan? other) =>
        other is not null
        && Dataset == other.Dataset
        && Kind == other.Kind
        && Name == other.Name
        && (Seed, Fold, Folds) == (other.Seed, other.Fold, other.Folds)
        && Shares == other.Shares
        && ItemCount == other.ItemCount
        && Sha256 == other.Sha256
        && Notes.SequenceEqual(other.Notes)
        && Train.AsSpan().SequenceEqual(other.Train)
        && Validation.AsSpan().SequenceEqual(other.Validation)
        && Test.AsSpan().SequenceEqual(other.Test);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Seed, Sha256);

    private static void Take(bool[] taken, int[] places, string part)
    {
        int last = -1;
        foreach (int place in places)
        {
            if (place <= last || place >= taken.Length)
            {
                throw new ArgumentException($"Expected rising places from 0 to {taken.Length - 1} in {part}, found {place} after {last}.", part);
            }

            if (taken[place])
            {
                throw new ArgumentException($"Expected each item in one part, found item {place} of {part} in an earlier part too.", part);
            }

            taken[place] = true;
            last = place;
        }
    }
}
