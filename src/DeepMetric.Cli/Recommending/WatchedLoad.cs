using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Recommending;

/// <summary>Loads data as long as they can be loaded within their share of a budget, and foresees early where they cannot.</summary>
internal static class WatchedLoad
{
    // Loading may take so much of the budget: as much again goes into what depends on it.
    private const double MostShare = 0.4;
    private const double FirstLook = 0.05;

    // Files are read once for their hashes, and once to decode them.
    private const int Stages = 2;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Loads a data set.</summary>
    /// <param name="load">Loads it, and tells how far it is.</param>
    /// <param name="clock">The time.</param>
    /// <param name="told">Told now and then how far it is.</param>
    /// <param name="stop">Stops waiting.</param>
    /// <exception cref="UsageException">Loading would take too much of the budget.</exception>
    public static T Load<T>(Func<IProgress<ImageProgress>, T> load, BudgetClock clock, Action<string> told, CancellationToken stop)
    {
        var progress = new Latest();
        Task<T> loading = Task.Run(() => load(progress), CancellationToken.None);
        double start = clock.Elapsed;
        double said = start;
        while (!loading.IsCompleted)
        {
            stop.ThrowIfCancellationRequested();
            Task.WhenAny(loading, Task.Delay(Look, CancellationToken.None)).GetAwaiter().GetResult();
            double taken = clock.Elapsed - start;
            (string text, double share) = progress.State;
            double expected = share > 0 ? taken / share : taken;
            if (taken > FirstLook * clock.Budget && Math.Max(expected, taken) > MostShare * clock.Budget)
            {
                string rate = share > 0 ? $" after {Durations.Words(taken)} it is at {text}, and needs about {Durations.Words(expected)}" : $" {Durations.Words(taken)} have passed";
                throw new UsageException(
                    $"--budget: expected enough time to load the data, found {Durations.Words(clock.Budget)}:{rate}. Give at least {Durations.Words(Math.Ceiling(expected / MostShare * 1.5 / 60) * 60)}, or fewer images.");
            }

            if (clock.Elapsed - said > 5 && text.Length > 0)
            {
                told($"{text}, about {Durations.Whole(Math.Max(1, expected - taken))} left");
                said = clock.Elapsed;
            }
        }

        return loading.GetAwaiter().GetResult();
    }

    private sealed class Latest : IProgress<ImageProgress>
    {
        private volatile ImageProgress? _state;

        public (string Text, double Share) State => _state is { Total: > 0 } state
            ? (string.Create(CultureInfo.InvariantCulture, $"{state.Stage} {state.Done:N0} of {state.Total:N0}"), ((state.Stage == "reading" ? 0 : 1) + ((double)state.Done / state.Total)) / Stages)
            : (string.Empty, 0);

        public void Report(ImageProgress value) => _state = value;
    }
}
