using System.Buffers;
using System.Threading.Channels;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Puts batches together in the background, a bounded number ahead of whoever takes them, and hands them out in their order.</summary>
internal static class BatchFeed
{
    // Enough that every core has one in the making while one waits.
    private static readonly int _ahead = Environment.ProcessorCount + 1;

    /// <summary>The batches, each disposed of when the next is asked for. Tensors are made on the caller's thread, which is the one that counts and frees them.</summary>
    /// <param name="items">What they are made of.</param>
    /// <param name="batches">The places of each batch.</param>
    /// <param name="epoch">The epoch whose variation is trained on; null for items as they are evaluated.</param>
    /// <param name="device">Where the values go.</param>
    /// <param name="cancellation">Stops.</param>
    public static IEnumerable<Batch> Of(TrainingItems items, IEnumerable<int[]> batches, int? epoch, Device device, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Channel.CreateBounded<Task<Filled>>(_ahead);
        Task making = FillAll(items, batches, epoch, queue.Writer, stop.Token);
        try
        {
            while (Next(queue.Reader, cancellation) is { } filled)
            {
                using var batch = new Batch(filled.Items, items.ToTensor(filled.Values, device));
                filled.Return();
                yield return batch;
            }
        }
        finally
        {
            stop.Cancel();
            Drain(queue.Reader, making);
        }
    }

    private static async Task FillAll(
        TrainingItems items, IEnumerable<int[]> batches, int? epoch, ChannelWriter<Task<Filled>> queue, CancellationToken stop)
    {
        try
        {
            foreach (int[] batch in batches)
            {
                await queue.WaitToWriteAsync(stop).ConfigureAwait(false);
                queue.TryWrite(Task.Run(() => Filled.From(items, batch, epoch), stop));
            }

            queue.Complete();
        }
        catch (Exception problem)
        {
            queue.Complete(problem);
        }
    }

    /// <summary>The next batch; null behind the last one, also when it was cancelled there, so that whoever made the last step learns that it was the last.</summary>
    private static Filled? Next(ChannelReader<Task<Filled>> queue, CancellationToken cancellation)
    {
        if (!queue.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() || !queue.TryRead(out Task<Filled>? filled))
        {
            return null;
        }

        cancellation.ThrowIfCancellationRequested();
        return filled.GetAwaiter().GetResult();
    }

    /// <summary>Waits for what is in the making and frees it, so that nothing runs on behind the caller's back.</summary>
    private static void Drain(ChannelReader<Task<Filled>> queue, Task making)
    {
        making.GetAwaiter().GetResult();
        while (queue.TryRead(out Task<Filled>? rest))
        {
            try
            {
                rest.GetAwaiter().GetResult().Return();
            }
            catch (Exception)
            {
                // Whoever was to take it no longer does.
            }
        }
    }

    /// <summary>The values of a batch in a buffer that is used again.</summary>
    private sealed class Filled(int[] items, float[] buffer, int count)
    {
        public int[] Items => items;

        public ReadOnlySpan<float> Values => buffer.AsSpan(0, count);

        public static Filled From(TrainingItems items, int[] batch, int? epoch)
        {
            int count = batch.Length * items.ItemSize;
            float[] buffer = ArrayPool<float>.Shared.Rent(count);
            items.Fill(batch, epoch, buffer.AsSpan(0, count));
            return new(batch, buffer, count);
        }

        public void Return() => ArrayPool<float>.Shared.Return(buffer);
    }
}
