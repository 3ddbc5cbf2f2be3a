using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Local;
using DeepMetric.Lab.Execution.Slurm;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Studying;

/// <summary>Computes what is left of a study, shows how far it is, and writes its report.</summary>
internal static class StudyExecution
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    /// <summary>Runs to the report.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    /// <param name="layout">The study's files.</param>
    /// <param name="request">Where to compute.</param>
    /// <exception cref="InterruptedException">It was stopped; what is done is kept.</exception>
    /// <exception cref="ExecutionException">Workers cannot be started, or they failed.</exception>
    public static int Run(IAnsiConsole console, StudyService service, StudyLayout layout, ExecutionRequest request)
    {
        IAnsiConsole? lines = request.Json || request.Quiet ? null : console;
        StudySpec spec = layout.ReadSpec();
        foreach (SkippedDataset skipped in spec.Skipped)
        {
            lines?.Write(new TrimmedLines(new Text($"left out: {skipped.Name}. {skipped.Reason}")));
        }

        if (!StudyProgress.Of(layout).IsComplete)
        {
            StudyService.EndTimeLimit(layout);
            Compute(lines, service, layout, spec, request);
        }

        if (request.Detach && !StudyProgress.Of(layout).IsComplete)
        {
            return ExitCodes.Success;
        }

        StudyReporting.Write(console, layout, request.Json);
        return ExitCodes.Success;
    }

    private static void Compute(IAnsiConsole? lines, StudyService service, StudyLayout layout, StudySpec spec, ExecutionRequest request)
    {
        using var signals = new StopSignals();
        int workers = request.Workers ?? Math.Max(1, Environment.ProcessorCount / spec.File.Threads);
        try
        {
            if (request.Executor == "slurm")
            {
                Wait(lines, layout, Slurm(service, layout, spec, request, workers), request.Detach, signals.Token).GetAwaiter().GetResult();
            }
            else if (workers == 1)
            {
                service.Worker(layout, 0, lines is null ? null : new StudyLines(lines), waits: true).Run(signals.Token);
            }
            else
            {
                var pool = new LocalPool(new LocalPoolOptions { Progress = () => StudyProgress.CountFinished(layout) });
                IWorkerGroup group = pool.StartAsync(new WorkerPlan { Folder = layout.Folder, Program = service.Program, Workers = workers }, signals.Token).GetAwaiter().GetResult();
                Wait(lines, layout, group, detach: false, signals.Token).GetAwaiter().GetResult();
            }
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"Stopped; what is done is kept. To go on:{Environment.NewLine}  {string.Join(' ', service.Program)} lab resume {layout.Folder}");
        }
    }

    private static IWorkerGroup Slurm(StudyService service, StudyLayout layout, StudySpec spec, ExecutionRequest request, int workers)
    {
        var array = new SlurmArray(new SlurmOptions
        {
            Partition = request.Partition,
            GpusPerTask = request.GpusPerTask,
            CpusPerTask = spec.File.Threads,
            TimeLimit = request.TimeLimit,
        });
        return array.StartAsync(new WorkerPlan { Folder = layout.Folder, Program = service.Program, Workers = workers }).GetAwaiter().GetResult();
    }

    private static async Task Wait(IAnsiConsole? lines, StudyLayout layout, IWorkerGroup group, bool detach, CancellationToken stop)
    {
        lines?.Write(new TrimmedLines(new Text($"workers: {group.Name}")));
        if (detach)
        {
            return;
        }

        using var ended = new CancellationTokenSource();
        Task showing = Show(lines, layout, ended.Token);
        try
        {
            IReadOnlyList<WorkerState> states = await group.WaitAsync(stop).ConfigureAwait(false);
            if (!StudyProgress.Of(layout).IsComplete)
            {
                WorkerState failed = states.FirstOrDefault(state => state.Phase == WorkerPhase.Failed) ?? states[0];
                throw new ExecutionException($"The workers ended, and the study is not complete. Worker {failed.Number}: {failed.Detail}. Its output is in '{failed.Log}'.");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            lines?.WriteLine("stopping: each worker ends its step and keeps what is done");
            await group.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await showing.ConfigureAwait(false);
        }
    }

    /// <summary>Shows each number of finished units once, and now and then that it goes on.</summary>
    private static async Task Show(IAnsiConsole? lines, StudyLayout layout, CancellationToken ended)
    {
        if (lines is null)
        {
            return;
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        int before = StudyProgress.CountFinished(layout);
        int shown = before;
        long last = TimeProvider.System.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            int now = StudyProgress.CountFinished(layout);
            if (now != shown && TimeProvider.System.GetElapsedTime(last) > LongestSilence)
            {
                StudyProgress progress = StudyProgress.Of(layout);
                double left = clock.Elapsed.TotalSeconds / (now - before) * (progress.Known - now);
                string more = progress.IsPlanComplete ? string.Empty : " known so far";
                lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now} of {progress.Known} units{more}, about {Durations.Whole(Math.Max(1, left))} left"));
                shown = now;
                last = TimeProvider.System.GetTimestamp();
            }

            try
            {
                await Task.Delay(Look, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
