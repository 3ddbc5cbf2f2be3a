using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Divides a data set's items as a choice says.</summary>
internal static class PlannedSplit
{
    // Unreadable images that a note names.
    private const int MostNamed = 10;

    /// <summary>Divides images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="choice">The split asked for.</param>
    /// <exception cref="ArgumentException">The choice does not fit the images.</exception>
    /// <exception cref="InvalidDataException">Test items were seen in training, and that is not allowed.</exception>
    public static DatasetSplit Of(ImageSet images, SplitChoice choice)
    {
        SplitSource source = SplitItems.Of(images).Source;
        SplitPlan plan = choice.PlanFor(source);
        var notes = new List<string>(images.Index.Notes);
        if (images.Broken.Count > 0)
        {
            notes.Add(LeftOut(images));
        }

        int[] test = Tested(source, plan, choice.Leaks, place => images.Contents[place], notes);
        return new(
            images.Index.Name,
            images.Items.Subset(plan.Train),
            images.Items.Subset(test),
            images.Index.ClassNames,
            images.Index.Source,
            images.Index.Licence,
            isImage: true,
            [.. notes, .. plan.Notes])
        {
            Validation = plan.Validation.Length == 0 ? null : images.Items.Subset(plan.Validation),
            Plan = plan,
            Choice = choice,
            Preparation = images.Preparation,
            Augmentation = images.Augmentation,
        };
    }

    /// <summary>Such as <c>1 image could not be read and was left out: cat/7.jpg (expected an image, found an empty file).</c></summary>
    private static string LeftOut(ImageSet images)
    {
        IEnumerable<string> named = images.Broken.Take(MostNamed).Select(
            problem => $"{Path.GetRelativePath(images.Index.Root, problem.File).Replace(Path.DirectorySeparatorChar, '/')} ({problem.Reason.TrimEnd('.')})");
        string more = images.Broken.Count > MostNamed ? $"; and {images.Broken.Count - MostNamed} more" : "";
        return $"{SplitText.Count(images.Broken.Count, "image", "images")} could not be read and {(images.Broken.Count == 1 ? "was" : "were")} left out: {string.Join("; ", named)}{more}.";
    }

    /// <summary>Divides a set that is in memory anew.</summary>
    /// <param name="split">The set in its own parts.</param>
    /// <param name="choice">The split asked for.</param>
    /// <exception cref="ArgumentException">The choice does not fit the items.</exception>
    /// <exception cref="InvalidDataException">Test items were seen in training, and that is not allowed.</exception>
    public static DatasetSplit Of(DatasetSplit split, SplitChoice choice)
    {
        var source = SplitSource.From(split);
        LabeledSet whole = split.Train.Followed(split.Test).WithItemNames(source.ItemNames);
        return Of(whole, source, split, choice);
    }

    /// <summary>Divides vectors that come in no parts.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <param name="choice">The split asked for.</param>
    /// <exception cref="ArgumentException">The choice does not fit the items.</exception>
    /// <exception cref="InvalidDataException">Test items were seen in training, and that is not allowed.</exception>
    public static DatasetSplit Of(LabeledSet vectors, IReadOnlyList<string> classNames, SplitChoice choice)
    {
        SplitSource source = SplitItems.Of(vectors, classNames).Source;
        var whole = new DatasetSplit(vectors.Name, vectors, vectors.Subset([]), classNames, "the user's own vectors", "not stated", isImage: false);
        return Of(vectors, source, whole, choice);
    }

    private static DatasetSplit Of(LabeledSet whole, SplitSource source, DatasetSplit facts, SplitChoice choice)
    {
        SplitPlan plan = choice.PlanFor(source);
        var notes = new List<string>(facts.Notes);
        int[] test = Tested(source, plan, choice.Leaks, place => SHA256.HashData(MemoryMarshal.AsBytes(whole.Item(place))), notes);
        return new(facts.Name, whole.Subset(plan.Train), whole.Subset(test), facts.ClassNames, facts.Source, facts.Licence, facts.IsImage, [.. notes, .. plan.Notes])
        {
            Validation = plan.Validation.Length == 0 ? null : whole.Subset(plan.Validation),
            Plan = plan,
            Choice = choice,
        };
    }

    private static int[] Tested(SplitSource source, SplitPlan plan, LeakPolicy policy, Func<int, byte[]> contentOf, List<string> notes)
    {
        CheckedPlan found = CheckedPlan.Of(source, plan, policy, contentOf);
        if (found.Finding is string finding)
        {
            notes.Add(finding);
        }

        return found.Plan.Test;
    }
}
