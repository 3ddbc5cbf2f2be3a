using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace DeepMetric.Evaluation.Scoring;

/// <summary>Does numbered pieces of work, several at once, each thread in memory of its own. An exception of a piece passes through as it is.</summary>
internal static class WorkerLoop
{
    /// <summary>Does them.</summary>
    /// <typeparam name="T">What a thread gathers.</typeparam>
    /// <param name="count">How many pieces.</param>
    /// <param name="workers">How many threads at most; −1 for as many as there are cores.</param>
    /// <param name="gather">Makes what a thread gathers into.</param>
    /// <param name="work">Does a piece.</param>
    /// <param name="finish">Takes what a thread gathered, when all is done.</param>
    /// <param name="cancellation">Stops between two pieces.</param>
    public static void Run<T>(int count, int workers, Func<T> gather, Action<int, T> work, Action<T> finish, CancellationToken cancellation)
    {
        if (workers == 1)
        {
            T single = gather();
            for (int piece = 0; piece < count; piece++)
            {
                cancellation.ThrowIfCancellationRequested();
                work(piece, single);
            }

            finish(single);
            return;
        }

        // The loop starts threads anew from time to time; what one gathered into, the next goes on with.
        var gatherings = new ConcurrentBag<T>();
        try
        {
            Parallel.For(
                0,
                count,
                new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = workers > 0 ? workers : Environment.ProcessorCount },
                () => gatherings.TryTake(out T? own) ? own : gather(),
                (piece, _, own) =>
                {
                    work(piece, own);
                    return own;
                },
                gatherings.Add);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }

        foreach (T gathered in gatherings)
        {
            finish(gathered);
        }
    }
}
