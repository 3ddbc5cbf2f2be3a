using System.Diagnostics;
using DeepMetric.Datasets;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Native;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>Runs a comparison: every arm with every seed in every experiment, then the baselines and the analysis.</summary>
/// <remarks>
/// What is finished is never done again, and what was interrupted goes on from its last checkpoint, with the same numbers as if it had not been.
/// </remarks>
public static class ComparisonRunner
{
    private const int LongestSilence = 150;

    /// <summary>Runs, or goes on.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="data">The data set that it names.</param>
    /// <param name="folder">Where its files go.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="command">The command that was given, for the record.</param>
    /// <param name="cancellation">Stops after a step, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; what is done is kept.</exception>
    /// <exception cref="PlatformNotSupportedException">libtorch does not load here.</exception>
    /// <exception cref="RunStoreException">A file could not be written.</exception>
    public static ComparisonResults Run(
        ComparisonSpec spec, DatasetSplit data, RunFolder folder, IProgress<RunEvent>? progress = null, string command = "", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.IsFinished)
        {
            return folder.Layout.ReadResults();
        }

        ComputeDevice.Prepare(spec.Device, spec.Threads);
        JsonFile.Write(folder.Layout.EnvironmentPath, HostFacts.Collect(spec.Threads, spec.Device, command, TimeProvider.System.GetLocalNow()));
        DatasetSplit trained = spec.Net.FreezeTrunk && data.IsImage ? Frozen(spec, data, folder, progress, cancellation) : data;
        return new Session(spec, trained, folder, progress, cancellation).Run();
    }

    private static DatasetSplit Frozen(ComparisonSpec spec, DatasetSplit data, RunFolder folder, IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        progress?.Report(new RunEvent.Stage("running the frozen trunk once over all images"));
        return FrozenFeatures.Of(data, spec.Net, Path.Combine(folder.Layout.Folder, "features"), spec.Device, spec.Threads, progress: null, cancellation);
    }

    private sealed class Session(ComparisonSpec spec, DatasetSplit data, RunFolder folder, IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Stopwatch _lastProgress = Stopwatch.StartNew();
        private readonly List<UnitTiming> _timings = [.. folder.Layout.ReadTimings()?.Units ?? []];
        private readonly UnitPlan[] _plans = UnitPlan.All(spec, data);
        private double _done;

        public ComparisonResults Run()
        {
            var units = new List<UnitResult>();
            progress?.Report(new RunEvent.Started(_plans.Length, _plans.Count(plan => folder.Layout.Unit(plan.Key).IsFinished)));
            for (int i = 0; i < _plans.Length; i++)
            {
                UnitLayout layout = folder.Layout.Unit(_plans[i].Key);
                units.Add(layout.IsFinished ? layout.ReadResult() : RunUnit(_plans[i], i + 1, layout));
            }

            var baselineClock = Stopwatch.StartNew();
            progress?.Report(new RunEvent.Stage("evaluating the raw input and the untrained nets"));
            IReadOnlyList<BaselineResult> baselines = Baselines.Evaluate(spec, [.. _plans.Select(plan => plan.Data).Distinct()], _plans, cancellation);
            ComparisonResults results = ComparisonAnalysis.Analyze(spec, DatasetSpecs.FactsOf(data), units, baselines);
            WriteTimings(baselineClock.Elapsed.TotalSeconds);
            JsonFile.Write(folder.Layout.ResultsPath, results);
            return results;
        }

        private UnitResult RunUnit(UnitPlan plan, int number, UnitLayout layout)
        {
            var runner = new UnitRunner(spec, plan.Experiment, plan.Arm, plan.Seed, plan.Data, layout);
            UnitResult result = runner.Run(
                showcase: plan.Seed == spec.Seeds[0],
                from => progress?.Report(new RunEvent.UnitStarted(plan.Key, number, _plans.Length, from)),
                (trainer, step) =>
                {
                    _done += step.Items;
                    if (_lastProgress.ElapsedMilliseconds >= LongestSilence || trainer.Step == trainer.TotalSteps)
                    {
                        _lastProgress.Restart();
                        progress?.Report(new RunEvent.Progress(
                            plan.Key, number, _plans.Length, step.Epoch, plan.Experiment.Epochs, step.Telemetry.MeanOfTerms, step.Telemetry.ActiveRatio, runner.ImagesPerSecond, Remaining(plan, trainer)));
                    }
                },
                cancellation);
            _timings.RemoveAll(timing => timing.Key == plan.Key);
            _timings.Add(runner.Timing);
            WriteTimings(0);
            progress?.Report(new RunEvent.UnitFinished(result, number, _plans.Length, runner.Timing.TrainingSeconds + runner.Timing.EvaluationSeconds, runner.ImagesPerSecond));
            return result;
        }

        /// <summary>Extrapolates the items trained so far, evaluation included.</summary>
        private TimeSpan? Remaining(UnitPlan current, Training.Trainer trainer)
        {
            double open = _plans.Where(plan => plan.Key != current.Key && !folder.Layout.Unit(plan.Key).IsFinished).Sum(plan => plan.Items);
            open += current.Items * (1 - ((double)trainer.Step / trainer.TotalSteps));
            return _clock.Elapsed.TotalSeconds < 1 ? null : _clock.Elapsed * (open / _done);
        }

        private void WriteTimings(double baselineSeconds) => JsonFile.Write(
            folder.Layout.TimingsPath, new Timings { Units = _timings, BaselineSeconds = baselineSeconds, TotalSeconds = _clock.Elapsed.TotalSeconds });
    }
}
