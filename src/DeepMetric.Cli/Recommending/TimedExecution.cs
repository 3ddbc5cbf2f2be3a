using System.Diagnostics;
using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Local;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Cli.Recommending;

/// <summary>Computes units of a study until its time is up.</summary>
internal static class TimedExecution
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    /// <summary>Runs until nothing is left, or the time is up.</summary>
    /// <param name="service">Makes workers.</param>
    /// <param name="layout">The study's files.</param>
    /// <param name="workers">How many workers.</param>
    /// <param name="clock">The time.</param>
    /// <param name="told">Told now and then how far it is.</param>
    /// <param name="stop">Stops after a step.</param>
    /// <exception cref="OperationCanceledException">It was stopped; what is done is kept.</exception>
    /// <exception cref="ExecutionException">Workers cannot be started, or they failed.</exception>
    public static void Run(StudyService service, StudyLayout layout, int workers, BudgetClock clock, Action<string> told, CancellationToken stop)
    {
        JsonFile.Write(layout.PlacePath, StudyService.PlaceOf(layout) with { Until = clock.LastStart });
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        TimeSpan most = clock.LastEnd - DateTimeOffset.UtcNow;
        late.CancelAfter(most > TimeSpan.Zero ? most : TimeSpan.Zero);
        try
        {
            if (workers == 1)
            {
                Follow(Task.Run(() => service.Worker(layout, 0, progress: null, waits: true).Run(late.Token), CancellationToken.None), layout, clock, told);
            }
            else
            {
                var pool = new LocalPool(new LocalPoolOptions { Progress = () => StudyProgress.CountFinished(layout), SecondLook = TimeSpan.Zero });
                IReadOnlyList<WorkerState> states = Follow(pool.RunAsync(new WorkerPlan { Folder = layout.Folder, Program = service.Program, Workers = workers }, late.Token), layout, clock, told);
                if (!late.IsCancellationRequested && DateTimeOffset.UtcNow < clock.LastStart && states.FirstOrDefault(state => state.Phase == WorkerPhase.Failed) is { } failed)
                {
                    throw new ExecutionException($"Worker {failed.Number} failed: {failed.Detail}. Its output is in '{failed.Log}'.");
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The time is up: what is done is kept.
        }
        finally
        {
            StudyService.EndTimeLimit(layout);
        }

        stop.ThrowIfCancellationRequested();
    }

    private static T Follow<T>(Task<T> work, StudyLayout layout, BudgetClock clock, Action<string> told)
    {
        var time = Stopwatch.StartNew();
        int before = StudyProgress.CountFinished(layout);
        int shown = before;
        double said = 0;
        while (!work.IsCompleted)
        {
            Task.WhenAny(work, Task.Delay(Look)).GetAwaiter().GetResult();
            int now = StudyProgress.CountFinished(layout);
            if (now == shown || time.Elapsed.TotalSeconds - said < LongestSilence.TotalSeconds)
            {
                continue;
            }

            StudyProgress progress = StudyProgress.Of(layout);
            double perMinute = 60 * (now - before) / time.Elapsed.TotalSeconds;
            double left = 60 * (progress.Known - now) / perMinute;
            told(string.Create(
                CultureInfo.InvariantCulture,
                $"{now} of {progress.Known} units{(progress.IsPlanComplete ? string.Empty : " known so far")}, {perMinute:0.#} a minute, about {Durations.Whole(Math.Max(1, left))} left; budget {Durations.Whole(Math.Max(0, clock.Left))} left"));
            shown = now;
            said = time.Elapsed.TotalSeconds;
        }

        return work.GetAwaiter().GetResult();
    }
}
