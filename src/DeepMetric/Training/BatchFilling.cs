using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>A batch in the making.</summary>
internal sealed class BatchFilling
{
    // Below so many values it is not worth a second thread.
    private const int WorthSharing = 1 << 16;

    private readonly Task _parts;

    private BatchFilling(int[] places, Tensor values, Task parts)
    {
        Places = places;
        Values = values;
        _parts = parts;
    }

    /// <summary>The places of the items.</summary>
    public int[] Places { get; }

    /// <summary>Where their values are written, <c>[b, ...]</c>.</summary>
    public Tensor Values { get; }

    /// <summary>Begins to read; large batches on all cores, so that the first one is there soon.</summary>
    /// <param name="items">What is read.</param>
    /// <param name="places">The places of the items.</param>
    /// <param name="epoch">The epoch whose variation is read; null for items as they are evaluated.</param>
    /// <param name="values">Where the values go.</param>
    /// <param name="stop">Leaves out what has not begun.</param>
    public static BatchFilling Begin(TrainingItems items, int[] places, int? epoch, Tensor values, CancellationToken stop)
    {
        int parts = (long)places.Length * items.ItemSize < WorthSharing ? 1 : Math.Min(Environment.ProcessorCount, places.Length);
        var reading = new Task[parts];
        for (int part = 0; part < parts; part++)
        {
            Range share = (part * places.Length / parts)..((part + 1) * places.Length / parts);
            reading[part] = Task.Run(() => items.Fill(places.AsSpan(share), epoch, MemoryMarshal.Cast<byte, float>(values.bytes)[(share.Start.Value * items.ItemSize)..]), stop);
        }

        return new(places, values, Task.WhenAll(reading));
    }

    /// <summary>Waits until it is made.</summary>
    public void Wait() => _parts.GetAwaiter().GetResult();

    /// <summary>Waits until nobody writes to it any more, and frees it.</summary>
    public void Abandon()
    {
        Task.WhenAny(_parts).GetAwaiter().GetResult();
        _ = _parts.Exception;
        Values.Dispose();
    }
}
