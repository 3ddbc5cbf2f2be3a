using System.Runtime.ExceptionServices;

namespace DeepMetric.Datasets;

/// <summary>Looks for test classes and contents that were seen in training.</summary>
/// <remarks>Training here means the training and the validation part: what is chosen by is seen too.</remarks>
public static class LeakCheck
{
    private const int HashBytes = 32;

    /// <summary>Compares classes only.</summary>
    /// <param name="source">The data set's items.</param>
    /// <param name="plan">A plan made from them.</param>
    /// <param name="requireNewClasses">Whether a shared class is a leak; null: for a class-disjoint plan.</param>
    /// <exception cref="ArgumentException">The plan was made from other items.</exception>
    public static LeakReport Inspect(SplitSource source, SplitPlan plan, bool? requireNewClasses = null) =>
        Report(source, plan, requireNewClasses, [], compared: 0);

    /// <summary>Compares classes and contents.</summary>
    /// <param name="source">The data set's items.</param>
    /// <param name="plan">A plan made from them.</param>
    /// <param name="contentHashes">A fingerprint of each item's content, <c>[n]</c>; upper and lower case differ.</param>
    /// <param name="requireNewClasses">Whether a shared class is a leak; null: for a class-disjoint plan.</param>
    /// <exception cref="ArgumentException">The plan was made from other items, or there is not one fingerprint per item.</exception>
    public static LeakReport Inspect(SplitSource source, SplitPlan plan, IReadOnlyList<string> contentHashes, bool? requireNewClasses = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(contentHashes);
        if (contentHashes.Count != source.Count)
        {
            throw new ArgumentException($"Expected a fingerprint for each of {source.Count} items, found {contentHashes.Count}.", nameof(contentHashes));
        }

        int[] places = Compared(plan);
        return Report(source, plan, requireNewClasses, Duplicates(source, plan, place => contentHashes[place]), places.Length);
    }

    /// <summary>Compares classes and contents, and computes the fingerprints of the items in the plan's parts.</summary>
    /// <remarks>Fingerprints are computed in parallel; beside what a computation itself needs, memory is about 100 bytes per item. The report does not depend on the number of threads.</remarks>
    /// <param name="source">The data set's items.</param>
    /// <param name="plan">A plan made from them.</param>
    /// <param name="hashOf">Computes the SHA-256 of the content of the item at a place, 32 bytes; called from several threads. See <see cref="ItemContent"/>.</param>
    /// <param name="requireNewClasses">Whether a shared class is a leak; null: for a class-disjoint plan.</param>
    /// <param name="threads">How many computations may run at once; null for one per processor.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">The plan was made from other items, or a fingerprint is not 32 bytes long.</exception>
    /// <exception cref="OperationCanceledException">The work was ended early.</exception>
    public static LeakReport Inspect(
        SplitSource source, SplitPlan plan, Func<int, byte[]> hashOf, bool? requireNewClasses = null, int? threads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(hashOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads ?? 1, 1);
        SplitBinding.Check(source, plan, nameof(plan));
        int[] places = Compared(plan);
        var hashes = new UInt128[source.Count, 2];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(places, options, place =>
            {
                byte[] hash = hashOf(place);
                if (hash is not { Length: HashBytes })
                {
                    throw new ArgumentException($"Expected a fingerprint of {HashBytes} bytes for {source.ItemNames[place]}, found {hash?.Length ?? 0}.", nameof(hashOf));
                }

                hashes[place, 0] = BitConverter.ToUInt128(hash, 0);
                hashes[place, 1] = BitConverter.ToUInt128(hash, HashBytes / 2);
            });
        }
        catch (AggregateException problems)
        {
            // One broken file is enough to stop; several threads may each have met one.
            ExceptionDispatchInfo.Throw(problems.Flatten().InnerExceptions[0]);
        }

        return Report(source, plan, requireNewClasses, Duplicates(source, plan, place => (hashes[place, 0], hashes[place, 1])), places.Length);
    }

    private static int[] Compared(SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Train, .. plan.Validation, .. plan.Test];
    }

    private static List<DuplicateItem> Duplicates<T>(SplitSource source, SplitPlan plan, Func<int, T> hashOf)
        where T : notnull
    {
        SplitBinding.Check(source, plan, nameof(plan));
        var learned = new Dictionary<T, int>();
        foreach (int place in plan.Train.Concat(plan.Validation).Order())
        {
            learned.TryAdd(hashOf(place), place);
        }

        var duplicates = new List<DuplicateItem>();
        foreach (int place in plan.Test)
        {
            if (learned.TryGetValue(hashOf(place), out int first))
            {
                duplicates.Add(new(place, first, source.ItemNames[place], source.ItemNames[first]));
            }
        }

        return duplicates;
    }

    private static LeakReport Report(SplitSource source, SplitPlan plan, bool? requireNewClasses, IReadOnlyList<DuplicateItem> duplicates, int compared)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        SplitBinding.Check(source, plan, nameof(plan));
        IEnumerable<int> learned = plan.Train.Concat(plan.Validation);
        int[] shared = [.. ClassItems.Labels(source, plan.Test).Intersect(ClassItems.Labels(source, learned))];
        return new(source.Dataset, plan.Name, Array.ConvertAll(shared, label => source.ClassNames[label]), requireNewClasses ?? plan.Kind == SplitKind.ClassDisjoint, duplicates)
        {
            ComparedItems = compared,
            SharedSequences = Sequences(source, learned).Intersect(Sequences(source, plan.Test)).Count(),
        };
    }

    private static IEnumerable<int> Sequences(SplitSource source, IEnumerable<int> places) =>
        source.Sequences is null ? [] : places.Select(place => source.Sequences[place]).OfType<int>();
}
