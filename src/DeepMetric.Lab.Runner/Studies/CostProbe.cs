using System.Diagnostics;
using DeepMetric.Datasets;
using DeepMetric.Lab.Recommending;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Measures what a study's trainings and evaluations take, apart from one another, while the other cores are as busy as they will be.</summary>
public static class CostProbe
{
    /// <summary>Batches of an epoch that is measured with, so that some epochs end within the steps measured.</summary>
    public const int StepsPerEpoch = 4;

    private const int Epochs = 2;
    private const int WarmSteps = 2;

    /// <summary>Measures a few steps of each arm, the numbers after an epoch and at the end, and the raw input's.</summary>
    /// <param name="spec">A study of one data set, on the items to measure with.</param>
    /// <param name="items">Loads its items.</param>
    /// <param name="workers">Workers that will run at once.</param>
    /// <param name="startSeconds">Seconds until a worker has its data, without those in which the first training compiles its code.</param>
    /// <param name="probing">Told of each measurement before it is made.</param>
    /// <param name="cancellation">Stops.</param>
    public static StudyCosts Measure(StudySpec spec, StudyItems items, int workers, double startSeconds, Action<string>? probing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(items);
        using var folder = new ProbeFolder();
        using var others = new BusyCores(workers - 1);
        ResolvedDataset dataset = spec.Datasets[0];
        PlannedRun[] runs = [.. StudyPlan.Of(spec, _ => null).Runs];
        var perItem = new Dictionary<string, double>();
        var marks = new Marks(0, 0, 0, 0, 0);
        double first = 0;
        foreach (string arm in dataset.Run.Arms.Select(arm => arm.Name))
        {
            probing?.Invoke(arm);
            PlannedRun run = runs.First(candidate => candidate.Arm == arm && candidate.Role == RunRole.Final);

            // What is beside the steps counts from the last arm: by then everything is loaded and compiled.
            marks = Time(folder.Layout, run.Unit with { Steps = Epochs * StepsPerEpoch }, items, cancellation);
            first = first == 0 ? marks.All : first;
            perItem[arm] = marks.Step / (dataset.Run.ClassesPerBatch * dataset.Run.SamplesPerClass);
        }

        probing?.Invoke("raw input");
        var clock = Stopwatch.StartNew();
        UnitSpec baseline = runs.First(run => run.Role == RunRole.Baseline).Unit;
        new StudyUnit(folder.Layout, baseline.ComputeId(), baseline, items).Run((_, _) => { }, () => true, cancellation);
        double raw = Math.Max(0, clock.Elapsed.TotalSeconds - (dataset.Run.Seeds.Count * marks.Evaluation));
        return new StudyCosts
        {
            SecondsPerItem = perItem,
            SetupSeconds = marks.Setup,
            EpochSeconds = marks.Epoch,
            EvaluationSeconds = marks.Evaluation,
            RawSeconds = raw,
            StartSeconds = startSeconds + Math.Max(0, first - marks.All),
            TrainItems = dataset.Facts.TrainItems,
            TestItems = dataset.Facts.TestItems,
        };
    }

    /// <summary>The batches and epochs that suit a data set.</summary>
    /// <param name="data">The data set, all of it.</param>
    /// <returns>Classes per batch, samples per class, and epochs.</returns>
    /// <exception cref="ArgumentException">It cannot be trained on: fewer than 2 classes.</exception>
    public static (int ClassesPerBatch, int SamplesPerClass, int Epochs) ScaleOf(DatasetSplit data)
    {
        ArgumentNullException.ThrowIfNull(data);
        TrainingScale scale = TrainingScale.Of(data, null, null, null);
        scale.Check(data);
        return (scale.ClassesPerBatch, scale.SamplesPerClass, scale.Epochs);
    }

    private static Marks Time(StudyLayout layout, UnitSpec spec, StudyItems items, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var times = new List<double>();
        new StudyUnit(layout, spec.ComputeId(), spec, items).Run((_, _) => times.Add(clock.Elapsed.TotalSeconds), () => true, cancellation);
        double all = clock.Elapsed.TotalSeconds;
        double[] intervals = [.. times.Zip(times.Skip(1), (first, second) => second - first)];
        double[] within = [.. intervals.Where((_, place) => place >= WarmSteps - 1 && (place + 1) % StepsPerEpoch != 0).DefaultIfEmpty(times[0]).Order()];
        double step = within[within.Length / 2];

        // Before the first step lies the record of epoch 0, between two epochs that of the first, behind the last step that of the last epoch and the numbers at the end.
        double epoch = intervals.Where((_, place) => (place + 1) % StepsPerEpoch == 0).Append(times[0]).Min(interval => Math.Max(0, interval - step));
        return new Marks(step, epoch, Math.Max(0, times[0] - step - epoch), Math.Max(0, all - times[^1] - epoch), all);
    }

    private readonly record struct Marks(double Step, double Epoch, double Setup, double Evaluation, double All);

    /// <summary>Keeps cores busy, because what is measured alone is too good where all cores will work.</summary>
    private sealed class BusyCores : IDisposable
    {
        private readonly Thread[] _threads;
        private volatile bool _ended;

        public BusyCores(int count)
        {
            _threads = [.. Enumerable.Range(0, Math.Max(0, count)).Select(_ => new Thread(Spin) { IsBackground = true })];
            Array.ForEach(_threads, thread => thread.Start());
        }

        public void Dispose()
        {
            _ended = true;
            Array.ForEach(_threads, thread => thread.Join());
        }

        private void Spin()
        {
            while (!_ended)
            {
                Thread.SpinWait(1000);
            }
        }
    }
}
