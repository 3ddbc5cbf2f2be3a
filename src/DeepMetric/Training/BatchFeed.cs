using System.Threading.Channels;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Puts batches together in the background, a bounded number ahead of whoever takes them, and hands them out in their order.</summary>
internal static class BatchFeed
{
    // Enough that every core has one in the making while one waits.
    private static readonly int _ahead = Environment.ProcessorCount + 1;

    /// <summary>The batches, each disposed of when the next is asked for.</summary>
    /// <param name="items">What they are made of.</param>
    /// <param name="batches">The places of each batch.</param>
    /// <param name="epoch">The epoch whose variation is trained on; null for items as they are evaluated.</param>
    /// <param name="device">Where the values go.</param>
    /// <param name="cancellation">Stops.</param>
    public static IEnumerable<Batch> Of(TrainingItems items, IEnumerable<int[]> batches, int? epoch, Device device, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Channel.CreateBounded<Task<Batch>>(_ahead);
        Task making = MakeAll(items, batches, epoch, device, queue.Writer, stop.Token);
        try
        {
            while (Next(queue.Reader, cancellation) is { } batch)
            {
                using (batch)
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            stop.Cancel();
            Drain(queue.Reader, making);
        }
    }

    private static async Task MakeAll(
        TrainingItems items, IEnumerable<int[]> batches, int? epoch, Device device, ChannelWriter<Task<Batch>> queue, CancellationToken stop)
    {
        try
        {
            foreach (int[] batch in batches)
            {
                await queue.WaitToWriteAsync(stop).ConfigureAwait(false);
                queue.TryWrite(Task.Run(() => new Batch(batch, items.Assemble(batch, epoch, device)), stop));
            }

            queue.Complete();
        }
        catch (OperationCanceledException)
        {
            queue.Complete();
        }
        catch (Exception problem)
        {
            queue.Complete(problem);
        }
    }

    private static Batch? Next(ChannelReader<Task<Batch>> queue, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return queue.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult() && queue.TryRead(out Task<Batch>? batch) ? batch.GetAwaiter().GetResult() : null;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } cause)
        {
            throw cause;
        }
    }

    /// <summary>Waits for what is in the making and frees it, so that nothing runs on behind the caller's back.</summary>
    private static void Drain(ChannelReader<Task<Batch>> queue, Task making)
    {
        making.GetAwaiter().GetResult();
        while (queue.TryRead(out Task<Batch>? rest))
        {
            try
            {
                rest.GetAwaiter().GetResult().Dispose();
            }
            catch (Exception)
            {
                // Whoever was to take it no longer does.
            }
        }
    }
}
