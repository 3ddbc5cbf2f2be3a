using System.Globalization;
using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Makes, checks and saves splits.</summary>
internal static class SplitMaking
{
    /// <summary>Makes the splits asked for; none is saved unless all of them pass.</summary>
    /// <param name="program">How the program is called.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="UsageException">The split does not fit the data set.</exception>
    public static SplitReport Run(string program, SplitRequest request, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        DatasetRequest data = request.Dataset.Request;
        data = data with { Split = request.Split, Images = data.Images with { Progress = WorkWords.Images(progress) } };
        SplitItems items = DatasetChoice.Read(() => SplitItems.Read(request.Dataset.Name, data, cancellation));
        progress?.Report(new("comparing contents", null, ""));
        CheckedPlan[] plans = [.. Enumerable.Range(1, request.Split.Folds ?? 1).Select(fold => Plan(items, request.Split with { Fold = fold }, cancellation))];
        var saved = new List<SavedSplit>();
        foreach (CheckedPlan found in plans)
        {
            string file = FileFor(request.Out, found.Plan);
            SplitFile.Save(file, found.Plan, items.Source);
            saved.Add(SavedSplit.Of(file, found, items.Source));
        }

        return new(
            "deepmetric-data-split/1",
            items.Source.Dataset,
            items.Source.Count,
            NamedFiles.Of(items.Broken.Select(problem => problem.Message)),
            saved,
            CommandFor(program, request.Dataset, saved[0]));
    }

    private static CheckedPlan Plan(SplitItems items, SplitChoice choice, CancellationToken cancellation)
    {
        CheckedPlan found;
        try
        {
            found = items.Plan(choice, cancellation);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException($"{problem.Message} Nothing was saved: add --leaks drop to take such test items out, or --leaks allow to keep them.", problem);
        }

        return choice.Folds is null || found.Plan.Folds is not null
            ? found
            : throw new UsageException($"--folds: expected a split that tests none of its training classes, found {found.Plan.Name}: add --split class-disjoint.");
    }

    /// <summary>Of several folds each has a file: <c>split.json</c> becomes <c>split-fold-1-of-4.json</c>.</summary>
    private static string FileFor(string file, SplitPlan plan) =>
        plan.Fold is not int fold ? file
        : Path.Combine(
            Path.GetDirectoryName(file) ?? "",
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)}-fold-{fold}-of-{plan.Folds}{Path.GetExtension(file)}"));

    private static string CommandFor(string program, DatasetChoice dataset, SavedSplit split)
    {
        string broken = dataset.Request.Images.SkipBroken ? " --skip-broken" : "";
        string leaks = split.NeedsLeaksAllowed ? " --leaks allow" : "";
        return $"{program} compare {dataset.AsOptions} --split {GivenCommand.Quote(split.File)}{leaks}{broken}";
    }
}
