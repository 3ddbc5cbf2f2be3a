using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Divides a data set's items as a choice says.</summary>
internal static class PlannedSplit
{
    /// <summary>Divides images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="choice">The split asked for.</param>
    /// <exception cref="ArgumentException">The choice does not fit the images.</exception>
    /// <exception cref="InvalidDataException">Test items were seen in training, and that is not allowed.</exception>
    public static DatasetSplit Of(ImageSet images, SplitChoice choice)
    {
        var source = new SplitSource(images.Index.Name, images.Items.ItemNames!, images.Items.Labels, images.Parts, images.Index.ClassNames);
        SplitPlan plan = choice.PlanFor(source);
        var notes = new List<string>(images.Index.Notes);
        if (images.Broken.Count > 0)
        {
            notes.Add($"{SplitText.Count(images.Broken.Count, "image", "images")} could not be read and were left out, the first: {images.Broken[0].Message}");
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
            Preparation = images.Preparation,
            Augmentation = images.Augmentation,
        };
    }

    /// <summary>Divides a set that is in memory anew.</summary>
    /// <param name="split">The set in its own parts.</param>
    /// <param name="choice">The split asked for.</param>
    /// <exception cref="ArgumentException">The choice does not fit the items.</exception>
    /// <exception cref="InvalidDataException">Test items were seen in training, and that is not allowed.</exception>
    public static DatasetSplit Of(DatasetSplit split, SplitChoice choice)
    {
        LabeledSet whole = split.Train.Followed(split.Test);
        var source = SplitSource.From(split);
        SplitPlan plan = choice.PlanFor(source);
        var notes = new List<string>(split.Notes);
        int[] test = Tested(source, plan, choice.Leaks, place => SHA256.HashData(MemoryMarshal.AsBytes(whole.Item(place))), notes);
        return new(split.Name, whole.Subset(plan.Train), whole.Subset(test), split.ClassNames, split.Source, split.Licence, split.IsImage, [.. notes, .. plan.Notes])
        {
            Validation = plan.Validation.Length == 0 ? null : whole.Subset(plan.Validation),
            Plan = plan,
        };
    }

    private static int[] Tested(SplitSource source, SplitPlan plan, LeakPolicy policy, Func<int, byte[]> contentOf, List<string> notes)
    {
        LeakReport report = LeakCheck.Inspect(source, plan, contentOf);
        if (!report.IsLeaking)
        {
            return plan.Test;
        }

        // An official split is what others' figures rest on; what is wrong with it is said and kept.
        bool isTolerated = policy == LeakPolicy.Allow || (policy == LeakPolicy.Refuse && plan.Kind == SplitKind.Official);
        if (!isTolerated && (policy == LeakPolicy.Refuse || (report.RequiresNewClasses && report.SharedClasses.Count > 0)))
        {
            report.ThrowIfLeaking();
        }

        notes.Add(report.Message + (isTolerated ? "" : " They were taken out of the test part."));
        HashSet<int> seen = isTolerated ? [] : [.. report.Duplicates.Select(duplicate => duplicate.Test)];
        return [.. plan.Test.Where(place => !seen.Contains(place))];
    }
}
