using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Items with labels, handed out as batches of tensors.</summary>
/// <remarks>Reading must be safe from several threads: batches are put together ahead of time, in the background.</remarks>
public abstract class TrainingItems
{
    // A block of a quarter of this many bytes is embedded at once, and never more than so many items.
    private const int LargestBlock = 1024;
    private const int BlockValues = 4 << 20;

    private readonly long[] _itemShape;

    /// <summary>Notes shape and labels.</summary>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="labels">A label per item.</param>
    protected TrainingItems(IReadOnlyList<int> itemShape, IReadOnlyList<long> labels)
    {
        ArgumentNullException.ThrowIfNull(itemShape);
        ArgumentNullException.ThrowIfNull(labels);
        _itemShape = [.. itemShape.Select(size => (long)size)];
        ItemSize = itemShape.Aggregate(1, (product, size) => product * size);
        Labels = labels;
    }

    /// <summary>A label per item.</summary>
    public IReadOnlyList<long> Labels { get; }

    /// <summary>The number of items.</summary>
    public int Count => Labels.Count;

    /// <summary>The number of values of an item.</summary>
    public int ItemSize { get; }

    /// <summary>The values of some items as they are evaluated, <c>[b, ...]</c>, a fresh tensor.</summary>
    /// <param name="items">Their places.</param>
    /// <param name="device">Where the tensor lies.</param>
    public Tensor ValuesOf(ReadOnlySpan<int> items, Device device)
    {
        Tensor values = Room(items.Length);
        Fill(items, epoch: null, MemoryMarshal.Cast<byte, float>(values.bytes));
        if (device.type == DeviceType.CPU)
        {
            return values;
        }

        using (values)
        {
            return values.to(device);
        }
    }

    /// <summary>The labels of some items, <c>[b]</c>, a fresh tensor.</summary>
    /// <param name="items">Their places.</param>
    /// <param name="device">Where the tensor lies.</param>
    public Tensor LabelsOf(ReadOnlySpan<int> items, Device device)
    {
        long[] labels = new long[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            labels[i] = Labels[items[i]];
        }

        return tensor(labels, device: device);
    }

    /// <summary>What a net makes of all items, row by row, computed in blocks without gradients; the next blocks are read meanwhile.</summary>
    /// <param name="net">The net; it is in evaluation mode while this runs.</param>
    /// <param name="device">Where the net lies.</param>
    /// <param name="done">Told the number of items done after each block.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>n x d values.</returns>
    public float[] Embed(nn.Module<Tensor, Tensor> net, Device device, Action<int>? done = null, CancellationToken cancellation = default)
    {
        float[]? all = null;
        foreach ((int first, float[] rows) in EmbedBlocks(net, device, 0, blockSize: null, cancellation))
        {
            int count = Math.Min(BlockSize, Count - first);
            all ??= new float[Count * (rows.Length / count)];
            rows.CopyTo(all, first * (rows.Length / count));
            done?.Invoke(first + count);
        }

        return all ?? [];
    }

    /// <summary>As <see cref="Embed"/>, block by block, so that not all of it has to be in memory.</summary>
    /// <param name="net">The net; it is in evaluation mode while this runs.</param>
    /// <param name="device">Where the net lies.</param>
    /// <param name="start">The first item.</param>
    /// <param name="blockSize">Items per block, at least 1; null for what suits their size.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The place of a block's first item, and the rows of the block.</returns>
    public IEnumerable<(int First, float[] Rows)> EmbedBlocks(
        nn.Module<Tensor, Tensor> net, Device device, int start, int? blockSize = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(net);
        IEnumerable<(int? Epoch, int[] Places)> blocks = Enumerable.Range(start, Math.Max(0, Count - start)).Chunk(blockSize ?? BlockSize).Select(places => ((int?)null, places));
        foreach (Batch block in BatchFeed.Of(this, blocks, device, waiting: null, cancellation))
        {
            yield return (block.Items[0], EmbedBlock(net, block));
        }
    }

    /// <summary>Reads some items one after the other.</summary>
    internal void Fill(ReadOnlySpan<int> items, int? epoch, Span<float> target)
    {
        for (int i = 0; i < items.Length; i++)
        {
            Span<float> item = target.Slice(i * ItemSize, ItemSize);
            if (epoch is int variation)
            {
                ReadVaried(items[i], variation, item);
            }
            else
            {
                Read(items[i], item);
            }
        }
    }

    /// <summary>A tensor <c>[b, ...]</c> for the values of some items, on the CPU; it holds anything.</summary>
    internal Tensor Room(int count) => empty([count, .. _itemShape], ScalarType.Float32);

    /// <summary>Reads an item as it is evaluated.</summary>
    /// <param name="item">Its place.</param>
    /// <param name="target">Its values, channels first.</param>
    protected abstract void Read(int item, Span<float> target);

    /// <summary>Reads an item as it is trained on in an epoch; by default as it is evaluated.</summary>
    /// <param name="item">Its place.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="target">Its values, channels first.</param>
    protected virtual void ReadVaried(int item, int epoch, Span<float> target) => Read(item, target);

    private static float[] EmbedBlock(nn.Module<Tensor, Tensor> net, Batch block)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        bool training = net.training;
        net.eval();
        try
        {
            Tensor rows = net.call(block.Values).to(ScalarType.Float32).cpu().contiguous();
            return rows.data<float>().ToArray();
        }
        finally
        {
            net.train(training);
        }
    }

    private int BlockSize => Math.Clamp(BlockValues / ItemSize, 1, LargestBlock);
}
