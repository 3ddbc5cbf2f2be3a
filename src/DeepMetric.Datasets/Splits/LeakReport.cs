using System.Text;

namespace DeepMetric.Datasets;

/// <summary>What of the test part was seen in training.</summary>
public sealed record LeakReport
{
    private const int Shown = 3;

    internal LeakReport(string dataset, string plan, IReadOnlyList<string> sharedClasses, bool requiresNewClasses, IReadOnlyList<DuplicateItem> duplicates)
    {
        Dataset = dataset;
        Plan = plan;
        SharedClasses = sharedClasses;
        RequiresNewClasses = requiresNewClasses;
        Duplicates = duplicates;
    }

    /// <summary>The name of the data set.</summary>
    public string Dataset { get; }

    /// <summary>The name of the split.</summary>
    public string Plan { get; }

    /// <summary>The names of the test classes that are in the training or validation part too, by rising label.</summary>
    public IReadOnlyList<string> SharedClasses { get; }

    /// <summary>Whether a shared class is a leak: the split was to test on classes that were never learnt.</summary>
    public bool RequiresNewClasses { get; }

    /// <summary>The test items whose content is in the training or validation part too, by rising place; each stands once.</summary>
    public IReadOnlyList<DuplicateItem> Duplicates { get; }

    /// <summary>The number of items whose contents were compared; 0 where only classes were.</summary>
    public int ComparedItems { get; init; }

    /// <summary>The number of sequences (images of one scene) with items in the test part and in another; told, but no leak, as official splits may have them.</summary>
    public int SharedSequences { get; init; }

    /// <summary>Whether the split must not be used.</summary>
    public bool IsLeaking => Duplicates.Count > 0 || (RequiresNewClasses && SharedClasses.Count > 0);

    /// <summary>What was found, with counts and the first few names.</summary>
    public string Message
    {
        get
        {
            var text = new StringBuilder($"Split {Plan} of {Dataset}: ");
            if (RequiresNewClasses)
            {
                text.Append(SharedClasses.Count == 0
                    ? "no test class was seen in training"
                    : $"{SplitText.Count(SharedClasses.Count, "test class was", "test classes were")} seen in training ({First(SharedClasses, name => name)})");
            }
            else
            {
                text.Append($"{SplitText.Count(SharedClasses.Count, "class is", "classes are")} in training and test, as may be");
            }

            text.Append("; ").Append(
                Duplicates.Count > 0
                    ? $"{SplitText.Count(Duplicates.Count, "test item has", "test items have")} the content of a training item ({First(Duplicates, pair => $"{pair.TestName} = {pair.LearnedName}")})"
                    : ComparedItems > 0 ? $"no content in training and test among {ComparedItems} items" : "contents were not compared");
            if (SharedSequences > 0)
            {
                text.Append($"; {SplitText.Count(SharedSequences, "sequence is", "sequences are")} in training and test");
            }

            return text.Append('.').ToString();
        }
    }

    /// <summary>Refuses a split that must not be used.</summary>
    /// <exception cref="InvalidDataException">A test class or the content of a test item was seen in training.</exception>
    public void ThrowIfLeaking()
    {
        if (IsLeaking)
        {
            throw new InvalidDataException(Message);
        }
    }

    private static string First<T>(IReadOnlyList<T> all, Func<T, string> show) =>
        string.Join("; ", all.Take(Shown).Select(show)) + (all.Count > Shown ? $"; and {all.Count - Shown} more" : "");
}
