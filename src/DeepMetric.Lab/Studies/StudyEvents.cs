using DeepMetric.Lab.Export;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Studies;

/// <summary>Writes an event file for TensorBoard for every training of a study.</summary>
/// <remarks>
/// A series has at most <see cref="MostPoints"/> points, evenly chosen and with its last, so that thousands of trainings stay small. No step has a time of its own, so that the same
/// records give the same file: a step counts as a second since 1970.
/// </remarks>
public static class StudyEvents
{
    /// <summary>The most points of a series.</summary>
    public const int MostPoints = 500;

    private static readonly (string Tag, Func<StepRecord, double?> Value)[] StepSeries =
    [
        ("train/loss", step => step.Loss),
        ("train/tracked-loss", step => step.TrackedLoss),
        ("train/active-ratio", step => Ratio(step.ActiveTerms, step.ValidTerms)),
        ("train/active-positives", step => Ratio(step.ActivePositives, step.ValidPositives)),
        ("train/active-negatives", step => Ratio(step.ActiveNegatives, step.ValidNegatives)),
        ("train/gradient-norm", step => step.GradientNorm),
        ("train/sample-gradient", step => step.SampleGradient),
        ("train/hardest-decile", step => step.HardestDecile),
        ("train/effective-share", step => step.EffectiveShare),
        ("train/update-norm", step => step.UpdateNorm),
        ("train/positive-distance", step => step.MeanPositiveDistance),
        ("train/negative-distance", step => step.MeanNegativeDistance),
    ];

    /// <summary>Writes the files; a training whose records are not there is passed over.</summary>
    /// <param name="layout">The study's files.</param>
    /// <param name="runs">The uses of units.</param>
    /// <returns>How many files were written.</returns>
    /// <exception cref="RunStoreException">A file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">A file of records is damaged.</exception>
    public static int Write(StudyLayout layout, IEnumerable<PlannedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(runs);
        int written = 0;
        foreach (PlannedRun run in runs.Where(run => run.Unit.Kind == UnitKind.Training))
        {
            UnitLayout unit = UnitLayout.At(layout.UnitFolder(run.UnitId), new UnitKey(run.Unit.Run.Experiments[0].Name, run.Arm, run.Seed));
            if (File.Exists(unit.StepsPath))
            {
                EventFile.Write(Path.Combine(layout.EventsFolder, FolderOf(run)), Of(unit.ReadSteps(), File.Exists(unit.EpochsPath) ? unit.ReadEpochs() : []));
                written++;
            }
        }

        return written;
    }

    /// <summary>The folder of a training below that of all event files: data set, track, arm, and the seed with its fold, or the trial.</summary>
    /// <param name="run">The use of a unit.</param>
    public static string FolderOf(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string fold = run.Fold > 0 ? FormattableString.Invariant($"/fold-{run.Fold}") : string.Empty;
        string place = run.Role switch
        {
            RunRole.MarginTry => FormattableString.Invariant($"margin-{run.Number}"),
            RunRole.Trial => FormattableString.Invariant($"trial-{run.Number}"),
            RunRole.ShuffledCanary => FormattableString.Invariant($"permuted-labels-seed-{run.Seed}"),
            _ => FormattableString.Invariant($"seed-{run.Seed}"),
        };
        return Path.Combine([Folder(run.Dataset), StudyWords.IdOf(run.Track), Folder(run.Arm), .. $"{place}{fold}".Split('/')]);
    }

    /// <summary>The scalars of a training, in the order of steps.</summary>
    /// <param name="steps">Its steps.</param>
    /// <param name="epochs">Its epochs.</param>
    public static IReadOnlyList<ScalarEvent> Of(IReadOnlyList<StepRecord> steps, IReadOnlyList<EpochRecord> epochs)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(epochs);
        Dictionary<int, int> lastSteps = steps.GroupBy(step => step.Epoch).ToDictionary(group => group.Key, group => group.Max(step => step.Step));
        IEnumerable<ScalarEvent> ofSteps = StepSeries.SelectMany(series => Thinned(
            [.. from step in steps let value = series.Value(step) where value is not null select At(step.Step, series.Tag, value.Value)]));
        IEnumerable<ScalarEvent> ofEpochs =
            from epoch in epochs
            where epoch.Epoch == 0 || lastSteps.ContainsKey(epoch.Epoch)
            let step = epoch.Epoch == 0 ? 0 : lastSteps[epoch.Epoch]
            from scalar in OfEpoch(epoch, step)
            select scalar;
        return [.. ofSteps.Concat(ofEpochs).OrderBy(scalar => scalar.Step)];
    }

    private static IEnumerable<ScalarEvent> OfEpoch(EpochRecord epoch, int step)
    {
        if (epoch.TrackedLoss is double loss)
        {
            yield return At(step, "epoch/tracked-loss", loss);
        }

        if (epoch.ActiveRatio is double ratio)
        {
            yield return At(step, "epoch/active-ratio", ratio);
        }

        foreach ((string metric, double value) in epoch.Train)
        {
            yield return At(step, $"train-items/{metric}", value);
        }

        foreach ((string metric, double value) in epoch.Test)
        {
            yield return At(step, $"test-items/{metric}", value);
        }
    }

    private static IEnumerable<ScalarEvent> Thinned(ScalarEvent[] series) => series.Length <= MostPoints
        ? series
        : Enumerable.Range(1, MostPoints).Select(point => series[(int)((long)point * series.Length / MostPoints) - 1]);

    private static ScalarEvent At(int step, string tag, double value) => new(step, DateTimeOffset.UnixEpoch.AddSeconds(step), tag, value);

    private static double? Ratio(long? part, long? whole) => part is { } count && whole is > 0 ? (double)count / whole : null;

    // A name may hold anything, a folder's may not: what is not plain is written as in an address.
    private static string Folder(string name) => name.All(letter => letter == '.') ? name.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(name);
}
