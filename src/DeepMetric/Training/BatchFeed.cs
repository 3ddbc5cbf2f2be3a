using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Puts batches together in the background, a bounded number ahead of whoever takes them, and hands them out in their order.</summary>
internal static class BatchFeed
{
    // Enough that no core has to wait for another at the end of a batch, which all of them make together where it is large.
    private const int Ahead = 3;

    /// <summary>The batches, each good until the next is asked for. Tensors are made on the caller's thread, which is the one that counts and frees them, and used again.</summary>
    /// <param name="items">What they are made of.</param>
    /// <param name="batches">The places of each batch, and the epoch whose variation is trained on; null for items as they are evaluated.</param>
    /// <param name="device">Where the values go.</param>
    /// <param name="waiting">Runs while a batch is waited for.</param>
    /// <param name="cancellation">Stops.</param>
    public static IEnumerable<Batch> Of(TrainingItems items, IEnumerable<(int? Epoch, int[] Places)> batches, Device device, Stopwatch? waiting, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using IEnumerator<(int? Epoch, int[] Places)> open = batches.GetEnumerator();
        var ahead = new Queue<BatchFilling>();
        Tensor? free = null;
        try
        {
            while (true)
            {
                while (ahead.Count <= Ahead && open.MoveNext())
                {
                    ahead.Enqueue(BatchFilling.Begin(items, open.Current.Places, open.Current.Epoch, Memory(items, open.Current.Places.Length, ref free), stop.Token));
                }

                // Behind the last one nothing is cancelled any more, so that whoever made the last step learns that it was the last.
                if (!ahead.TryPeek(out BatchFilling? filling))
                {
                    yield break;
                }

                cancellation.ThrowIfCancellationRequested();
                Wait(filling, waiting);
                using Tensor? moved = device.type == DeviceType.CPU ? null : filling.Values.to(device);
                yield return new Batch(filling.Places, moved ?? filling.Values);
                free?.Dispose();
                free = ahead.Dequeue().Values;
            }
        }
        finally
        {
            // What is in the making is waited for, so that nothing runs on behind the caller's back.
            stop.Cancel();
            free?.Dispose();
            foreach (BatchFilling rest in ahead)
            {
                rest.Abandon();
            }
        }
    }

    private static void Wait(BatchFilling filling, Stopwatch? waiting)
    {
        waiting?.Start();
        try
        {
            filling.Wait();
        }
        finally
        {
            waiting?.Stop();
        }
    }

    /// <summary>Room for a batch, its own until it is given back: no scope of the caller may free what is being written to.</summary>
    private static Tensor Memory(TrainingItems items, int count, ref Tensor? free)
    {
        Tensor? used = free;
        free = null;
        if (used is not null && used.shape[0] == count)
        {
            return used;
        }

        used?.Dispose();
        return items.Room(count).DetachFromDisposeScope();
    }
}
